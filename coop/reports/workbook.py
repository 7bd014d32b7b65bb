"""A workbook for a spreadsheet (Office Open XML), written by hand: text stays text, numbers are numbers, nothing is a formula.

Three sheets: the figures, what each of them means, and how they were made. The format is small and old; a library would bring a
thousand things that these sheets must not have.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPE = f"{TYPE}.sheet"
LONGEST = 32_000
"""A cell holds at most 32,767 characters."""
NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WHOLE = re.compile(r"-?[0-9]{1,12}\Z")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Sheet:
    """`widths` are in characters, one a column; the first row is the heading, and stays in sight."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


def written(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """The bytes of the file; the same sheets give the same bytes."""
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _parts(sheets, title):
            book.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), DECLARED + content)
    return paper.getvalue()


def _parts(sheets: Sequence[Sheet], title: str) -> list[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    override = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>' for n in numbers
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{override}</Types>"
    )
    core = f"{PACKAGE}/metadata/core-properties"
    listed = "".join(
        f'<sheet name="{_name(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    found = [(f"rId{n}", f"{RELATION}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    return [
        ("[Content_Types].xml", types),
        (
            "_rels/.rels",
            _relations(
                [
                    ("rId1", f"{RELATION}/officeDocument", "xl/workbook.xml"),
                    ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                ]
            ),
        ),
        (
            "docProps/core.xml",
            f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{_text(title)}</dc:title></cp:coreProperties>",
        ),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{listed}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", _relations([*found, ("rIdS", f"{RELATION}/styles", "styles.xml")])),
        ("xl/styles.xml", STYLES),
        *((f"xl/worksheets/sheet{n}.xml", _sheet(sheet)) for n, sheet in zip(numbers, sheets, strict=True)),
    ]


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
    '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>'
)


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _sheet(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, start=1)
    )
    rows = "".join(
        f'<row r="{number}">{"".join(_cell(value, number, place) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(sheet.rows, start=1)
    )
    frozen = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    return f'<worksheet xmlns="{MAIN}">{frozen}<cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>'


def _cell(value: str, row: int, place: int) -> str:
    where = f"{chr(ord('A') + place)}{row}"
    if row > 1 and WHOLE.match(value):
        return f'<c r="{where}"><v>{int(value)}</v></c>'
    style = ' s="1"' if row == 1 else ""
    return f'<c r="{where}"{style} t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'


def _text(value: str) -> str:
    return html.escape(NOT_IN_XML.sub("", value)[:LONGEST], quote=False)


def _name(value: str) -> str:
    """The name of a sheet: at most 31 characters, some of them forbidden."""
    return html.escape(NOT_IN_NAMES.sub(" ", value)[:31])
