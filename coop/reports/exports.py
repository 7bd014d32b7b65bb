"""Figures as CSV: the same cells as on the page, through the gate with the threshold of what leaves the house.

A value never starts a formula in a spreadsheet; a hidden count says so in words, never as an empty cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from coop.reports import words
from coop.reports.definitions import DEFINITIONS, KINDS
from coop.reports.disclosure import Cell
from coop.reports.outcomes import Outcomes
from coop.reports.published import Month
from coop.reports.year_pages import YearPage
from coop.web import sheets

Row = tuple[str, str, str, str]


def month_csv(month: Month) -> str:
    """figure, period, value, definition; one line a figure."""
    period = f"{month.first_day:%Y-%m}"
    rows = [_cell(code, period, cell) for code, cell in month.cells.items() if code in DEFINITIONS]
    rows += [_amount("received_kg", period, month.received_kg), _amount("lost_kg", period, month.lost_kg)]
    rows += [_amount("handed_kg", period, month.handed_kg), _amount("hours", period, month.hours)]
    rows += [_amount("donations", period, month.donations), _amount("donors", period, month.donors)]
    if month.readings_due:
        rows.append(("readings", period, f"{month.readings_done}/{month.readings_due}", _says("readings")))
    rows.append(("wait", period, "" if month.wait_days is None else str(month.wait_days), _says("wait")))
    rows += [_kind(code, period, cell) for code, cell in month.kinds.items()]
    return _written(rows)


def year_csv(page: YearPage) -> str:
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
    return _written(rows)


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


def _written(rows: Iterable[Row]) -> str:
    paper = io.StringIO()
    paper.write("\ufeff")
    sheet = csv.writer(paper)
    sheet.writerow([_("figure"), _("period"), _("value"), _("definition")])
    for row in rows:
        sheet.writerow([sheets.harmless(value) for value in row])
    return paper.getvalue()
