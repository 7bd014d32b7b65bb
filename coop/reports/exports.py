"""Figures as CSV and as a workbook: the same cells as on the page, through the gate with the threshold of what leaves the house.

A value never starts a formula in a spreadsheet; a hidden count says so in words, never as an empty cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from coop.reports import details, words
from coop.reports.definitions import DEFINITIONS, KINDS
from coop.reports.details import Details
from coop.reports.disclosure import Cell
from coop.reports.outcomes import Outcomes
from coop.reports.year_pages import YearPage
from coop.web import sheets
from coop.web.sheets import Sheet

Row = tuple[str, str, str, str]
WHOLE = re.compile(r"-?[0-9]{1,12}\Z")


def month_rows(found: Details) -> list[Row]:
    """One line a figure of the first month: figure, period, value, definition or why it is hidden."""
    return [_of(row) for section in found.sections for row in section.rows]


def _of(row: details.Row) -> Row:
    value = row.values[0]
    code = f"{row.definition.code}:{row.part}" if row.part else row.definition.code
    return code, f"{value.day:%Y-%m}", value.plain, value.reason or str(row.definition.says)


def year_rows(page: YearPage) -> list[Row]:
    """The totals of a closed year, then each of its months as printed on the page."""
    rows: list[Row] = []
    if page.totals:
        rows += [_cell("helped", page.label, page.totals.helped), _cell("handed", page.label, page.totals.handed)]
        rows += [_cell(code, page.label, cell) for code, cell in page.totals.people.items()]
        rows += [
            _amount(code, page.label, getattr(page.totals, code))
            for code in ("received_kg", "handed_kg", "lost_kg", "hours")
        ]
        rows += [_kind(code, page.label, cell) for code, cell in page.totals.kinds.items()]
    rows += [row for each in page.outcomes for row in _outcome(each)]
    codes = ("helped", "handed", "received_kg", "handed_kg", "lost_kg", "hours")
    for line in page.months:
        rows += [(code, line.label, value, _says(code)) for code, value in zip(codes, line.values, strict=True)]
    return rows


def book(rows: list[Row], *, title: str, k: int) -> bytes:
    """The same rows as a workbook, with a sheet of definitions and one that says how figures were made."""
    meanings = [(each.code, str(each.label), str(each.says), str(each.source)) for each in DEFINITIONS.values()]
    figures = [_heading(), *([_number(cell) for cell in row] for row in rows)]
    method = [(title,), *((line,) for line in words.method(k))]
    pages = [
        Sheet(_("Figures"), figures, (30, 12, 18, 70)),
        Sheet(_("Definitions"), [(_("figure"), _("name"), _("definition"), _("source")), *meanings], (22, 28, 80, 40)),
        Sheet(_("Method"), method, (100,)),
    ]
    return sheets.workbook(pages, title=title)


def _number(printed: str) -> str | int:
    """A whole number as one that can be added up."""
    return int(printed) if WHOLE.match(printed) else printed


def _heading() -> Row:
    return _("figure"), _("period"), _("value"), _("definition")


def _outcome(each: Outcomes) -> list[Row]:
    """The sentence, then each difference with its interval in words."""
    period = f"{each.starts}–{each.ends}"
    return [("outcome", period, each.says, ""), *(("outcome", period, one.printed, one.label) for one in each.moments)]


def _cell(code: str, period: str, cell: Cell) -> Row:
    return code, period, words.printed(cell), words.reason(cell) if cell.is_hidden else _says(code)


def _kind(code: str, period: str, cell: Cell) -> Row:
    name = str(KINDS.get(code, code))
    return f"by_kind:{name}", period, words.printed(cell), words.reason(cell) if cell.is_hidden else _says("by_kind")


def _amount(code: str, period: str, value: int | None) -> Row:
    return code, period, _("hidden") if value is None else str(value), _says(code)


def _says(code: str) -> str:
    return str(DEFINITIONS[code].says)


def csv_of(rows: Iterable[Row]) -> str:
    """figure, period, value, definition; one line a figure."""
    paper = io.StringIO()
    paper.write("\ufeff")
    sheet = csv.writer(paper)
    sheet.writerow(_heading())
    for row in rows:
        sheet.writerow([sheets.harmless(value) for value in row])
    return paper.getvalue()
