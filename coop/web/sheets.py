"""Tables that leave for a spreadsheet: CSV and XLSX. A cell is text or a number, and never a formula, whatever somebody typed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

Cell = str | int | float
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

LONGEST = 32_000
"""A cell holds at most 32,767 characters."""
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_NO_GUESSES = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True)
class Sheet:
    """The first row is the heading, and stays in sight. `widths` are in characters, one a column; without them: as they come."""

    name: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def harmless(value: str) -> str:
    """The value as text: none starts a formula when a spreadsheet opens it, whatever somebody typed."""
    risky = value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS)
    return f"'{value}" if risky else value


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, semicolons: as spreadsheets of the continent open it. Text that looks like a formula is quoted."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return ("\ufeff" + page.getvalue()).encode()


def workbook(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """The file of these sheets. Text is stored as text, which no spreadsheet ever calculates; numbers as numbers."""
    paper = io.BytesIO()
    with xlsxwriter.Workbook(paper, _NO_GUESSES) as book:
        book.set_properties({"title": _text(title), "created": datetime(2000, 1, 1, tzinfo=UTC)})
        looks = {"text_wrap": True, "valign": "top"}
        heading, body = book.add_format({**looks, "bold": True}), book.add_format(looks)
        for each in sheets:
            page = book.add_worksheet(_NOT_IN_NAMES.sub(" ", each.name)[:31])
            page.freeze_panes(1, 0)
            for column, width in enumerate(each.widths):
                page.set_column(column, column, width)
            for number, row in enumerate(each.rows):
                _write(page, number, row, body if number else heading)
    return paper.getvalue()


def _write(page: Any, number: int, row: Sequence[Cell], look: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(number, column, _text(cell), look)
        else:
            page.write_number(number, column, cell, look)


def _text(value: str) -> str:
    return _NOT_IN_XML.sub("", value)[:LONGEST]


def answer(rows: Iterable[Sequence[Cell]], *, name: str, form: str) -> HttpResponse:
    """The table as a file to keep: `form` is `csv` or `xlsx`."""
    content, kind = (workbook([Sheet("CO OP", rows)], title="CO OP"), XLSX) if form == "xlsx" else (as_csv(rows), CSV)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
