"""What a code says beside the product: GS1 element strings (GS1-128, DataMatrix, QR) and Digital Link addresses.

Rules: GS1 General Specifications, sections 3 (application identifiers), 5.1.3 (symbology identifiers), 7.8.5 (element strings
of predefined length), 7.12 (years of two digits); GS1 Digital Link URI syntax.
"""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from pantry import gtin
from pantry.dates import LimitDate, month_end
from pantry.errors import BadGtin
from pantry.models.stock import DateKind

SEPARATOR = "\x1d"
MARK = re.compile(r"\][A-Za-z][0-9A-Za-z]")
GS1_MARKS = ("]C1", "]e0", "]d2", "]d8", "]Q3", "]J1")
BRACKETED = re.compile(r"\((\d{2,4})\)")
FIXED = {"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2} | {str(n): 6 for n in range(11, 20)}
FIXED |= {str(n): 6 for n in range(31, 37)} | {"41": 13}
THREE_DIGITS, FOUR_DIGITS = ("23", "24", "25", "40", "41", "42", "71"), re.compile(r"3[1-69]|43|7[02]|8[012]")
TWO_DIGITS = re.compile(r"0[0-4]|1[0-9]|2[0-2]|3[07]|9[0-9]")
LONGEST = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8}
LONGEST_VALUE = 90


@dataclass(frozen=True)
class Scan:
    """What was read: the packet's code, and what it says of this one."""

    code: str
    lot_number: str = ""
    date_kind: str = ""
    limit: LimitDate | None = None
    count: int | None = None
    grams: int | None = None


def read(text: str, *, today: dt.date) -> Scan:
    """A scanned or typed code of any kind. Refuses with a sentence what names no product."""
    plain = text.strip(" \t\r\n")
    mark = MARK.match(plain)
    body = plain[mark.end() :] if mark else plain
    said = _said(body, sure=bool(mark) and plain[:3] in GS1_MARKS)
    if said is None:
        return Scan(gtin.parse_scanned(body))
    item = said.get("01") or said.get("02")
    if not item:
        raise BadGtin("no_item", _("This code names no product. Scan the one with bars, or type its digits."))
    kind = DateKind.USE_BY if "17" in said else DateKind.BEST_BEFORE if "15" in said else ""
    return Scan(
        code=gtin.parse(item),
        lot_number=said.get("10", "")[:20],
        date_kind=kind,
        limit=_limit(said["17" if kind == DateKind.USE_BY else "15"], today) if kind else None,
        count=_count(said.get("37") or said.get("30") or ""),
        grams=_grams(said),
    )


def _said(body: str, *, sure: bool) -> dict[str, str] | None:
    """Values by application identifier, or None for a plain code."""
    if body[:8].lower().startswith(("http://", "https://")):
        return _of_address(body)
    if BRACKETED.match(body):
        parts = BRACKETED.split(body)[1:]
        return dict(zip(parts[::2], (value.strip() for value in parts[1::2]), strict=True))
    if sure or SEPARATOR in body or _looks_like_elements(body):
        return _elements(body)
    return None


def _looks_like_elements(body: str) -> bool:
    """Longer than any code under bars, and its first element is a product whose check digit is right."""
    first = re.match(r"0[12](\d{14})", body)
    return bool(first) and (len(body) == 16 or len(body) > 17) and gtin.proven(first[1])  # type: ignore[index]


def _elements(body: str) -> dict[str, str]:
    said: dict[str, str] = {}
    rest = body.lstrip(SEPARATOR)
    while rest:
        digits = 3 if rest.startswith(THREE_DIGITS) else 4 if FOUR_DIGITS.match(rest) else 2
        name, rest = rest[:digits], rest[digits:]
        fixed = FIXED.get(name[:2])
        value = rest[:fixed] if fixed else rest.split(SEPARATOR, 1)[0]
        known = name.isascii() and name.isdigit() and (digits > 2 or TWO_DIGITS.fullmatch(name))
        right = len(value) == fixed if fixed else 1 <= len(value) <= LONGEST.get(name, LONGEST_VALUE)
        if not known or not right or SEPARATOR in value:
            raise _unreadable()
        said[name] = value
        rest = rest[len(value) :].lstrip(SEPARATOR)
    return said


def _of_address(address: str) -> dict[str, str]:
    """`https://id.example.org/01/09506000134352/10/ABC?17=261203`"""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise _unreadable() from None
    steps = [unquote(step) for step in parts.path.split("/")]
    start = next((n for n, step in enumerate(steps) if step == "01"), None)
    pairs = steps[start:] if start is not None else []
    return dict(zip(pairs[::2], pairs[1::2], strict=False)) | {
        name: value for name, value in parse_qsl(parts.query, max_num_fields=40) if name.isdigit()
    }


def _limit(digits: str, today: dt.date) -> LimitDate:
    """YYMMDD; day 00 is the last of the month. Years of two digits lie within fifty years of today."""
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise _unreadable()
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    near = year - today.year % 100
    century = today.year - today.year % 100 + (-100 if near > 50 else 100 if near <= -50 else 0)
    try:
        read = dt.date(century + year, month, day or 1)
    except ValueError:
        raise _unreadable() from None
    return LimitDate(read) if day else month_end(read)


def _count(digits: str) -> int | None:
    return int(digits) if re.fullmatch(r"[0-9]{1,8}", digits) and 1 <= int(digits) <= 9999 else None


def _grams(said: dict[str, str]) -> int | None:
    """Net weight in kilograms (310n, n decimals), in grams."""
    for name, value in said.items():
        if re.fullmatch(r"310[0-6]", name) and re.fullmatch(r"[0-9]{6}", value):
            grams = round(int(value) * 1000 / 10 ** int(name[3]))
            return grams if 1 <= grams <= 1_000_000 else None
    return None


def _unreadable() -> BadGtin:
    return BadGtin(
        "unreadable", _("This code could not be read whole. Scan it again, or type the digits under the bars.")
    )
