"""What a spreadsheet program reads in a workbook."""

import io
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(content: bytes) -> list[list[list[tuple[str, str]]]]:
    """Each sheet, its rows, their cells as (kind, value): `text`, `number` or `formula`."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        words = ["".join(item.itertext()) for item in shared.iter(f"{MAIN}si")]
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/"))
        pages = [ElementTree.fromstring(book.read(name)) for name in names]
    return [
        [[_cell(cell, words) for cell in row.iter(f"{MAIN}c")] for row in page.iter(f"{MAIN}row")] for page in pages
    ]


def _cell(cell: ElementTree.Element, words: list[str]) -> tuple[str, str]:
    if cell.find(f"{MAIN}f") is not None:
        return "formula", cell.findtext(f"{MAIN}f") or ""
    value = cell.findtext(f"{MAIN}v") or ""
    return ("text", words[int(value)]) if cell.get("t") == "s" else ("number", value)
