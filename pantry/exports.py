"""Product exports as they are found: encoding, separator, cut rows, mended letters. Streams; never a whole file in memory."""

import codecs
import csv
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext_lazy as _

from pantry.errors import UnreadableFile

SAMPLE = 65_536
LONGEST_LINE = 262_144
SEPARATORS = "\t;,|"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WINDOWS = {n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xA0)}
STRAY = {0xDC00 + n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0x100)}
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Row:
    """One line of the file by column name; `problem` says what is wrong with the line itself."""

    line: int
    values: dict[str, str]
    problem: object = ""


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file. Refuses one without the columns of products."""
    with path.open("rb") as raw:
        yield from rows_of(raw)


def rows_of(raw: BinaryIO) -> Iterator[Row]:
    """The rows of an export that is open, from its beginning."""
    encoding = _encoding(raw.read(SAMPLE))
    raw.seek(0)
    with TextIOWrapper(raw, encoding, errors="surrogateescape", newline="") as text:
        first = text.readline(LONGEST_LINE)
        separator = max(SEPARATORS, key=first.count)
        header = [name.strip().strip('"').strip("\ufeff").lower() for name in first.rstrip("\r\n").split(separator)]
        if "code" not in header or not {"product_name", "product_name_fr", "generic_name"} & set(header):
            raise UnreadableFile(_("This is no product export: the columns “code” and “product_name” are missing."))
        yield from _read(text, header, separator)


def clean(value: str) -> str:
    """A value for people: mended letters (an Œ saved as a control character), no control characters, single spaces."""
    mended = html.unescape(value).translate(WINDOWS).translate(STRAY)
    return SPACES.sub(" ", CONTROL.sub(" ", mended)).strip()


def _encoding(sample: bytes) -> str:
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name
    zeros = sample[1::2].count(0), sample[0::2].count(0)
    if max(zeros) > len(sample) // 4:
        return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    return "utf-8"  # bytes that are not are mended one by one, as Windows letters


def _read(text: TextIO, header: list[str], separator: str) -> Iterator[Row]:
    bare = separator == "\t"
    reader = csv.reader(_lines(text), delimiter=separator, quoting=csv.QUOTE_NONE if bare else csv.QUOTE_MINIMAL)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(reader.line_num + 1, {}, _("This row can't be read."))
            continue
        if not any(values):
            continue
        named = dict(zip(header, values, strict=False))
        problem = ""
        if len(values) < len(header):
            problem = _("The row is cut: %(n)s of %(all)s columns.") % {"n": len(values), "all": len(header)}
        elif len(values) > len(header):
            problem = _("The row has too many columns: %(n)s instead of %(all)s.") % {
                "n": len(values),
                "all": len(header),
            }
        yield Row(reader.line_num + 1, named, problem)


def _lines(text: TextIO) -> Iterator[str]:
    """Lines of bounded length; the rest of a longer one is dropped, so that the row shows as cut."""
    while line := text.readline(LONGEST_LINE):
        if not line.endswith(("\n", "\r")) and len(line) == LONGEST_LINE:
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
            line = "\n"
        yield line.replace("\x00", "")
