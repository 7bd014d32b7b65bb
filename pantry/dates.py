"""Dates as they stand on packets and as people type them; the day kept is the last day of what was printed.

Annex X of Regulation (EU) 1169/2011 lets a best-before date be day and month, month and year, or a year alone.
"""

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from coop.web.wording import short_date, short_month
from pantry.errors import BadDate
from pantry.models.stock import NO_LIMIT, DateKind, Precision

MONTHS = (
    ("jan", "janv"),
    ("fev", "fevr", "feb"),
    ("mar", "mars"),
    ("avr", "apr"),
    ("mai", "may"),
    ("juin", "jun"),
    ("juil", "jul"),
    ("aou", "aout", "aug"),
    ("sep", "sept"),
    ("oct",),
    ("nov",),
    ("dec",),
)
FILLING = ("fin", "end", "le", "the", "of", "er", "st", "nd", "rd", "th", "de")
ORDERS = {"en-us": "mdy", "hu": "ymd", "lt": "ymd", "sv": "ymd"}
RECENTLY = dt.timedelta(days=92)


@dataclass(frozen=True)
class LimitDate:
    """A printed date: its last day, and how much of it was printed."""

    day: dt.date
    precision: Precision = Precision.DAY


def order_of(language: str | None) -> str:
    """How a language writes day, month and year: "dmy" as packets in Europe do, unless it is known to differ."""
    return ORDERS.get((language or "").lower(), ORDERS.get((language or "")[:2].lower(), "dmy"))


def parse(text: str, *, today: dt.date, order: str = "dmy") -> LimitDate:
    """ "11/26", "2027", "3 déc", "12.2026", "31/12/26", "311226", "261231", "2026-12-31", "fin juin 2028". Refuses with a
    sentence. `order` is asked only where the figures leave it open."""
    plain = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    digits = re.fullmatch(r"\s*(\d{6}|\d{8})\s*", plain)
    limit = _unseparated(digits[1], today, order) if digits else _read(_parts(plain), today, order)
    if not _plausible(limit, today):
        raise BadDate(_("The year %(year)s cannot be right. Check the date on the packet.") % {"year": limit.day.year})
    return limit


def _plausible(limit: LimitDate, today: dt.date) -> bool:
    return today.year - 6 <= limit.day.year <= today.year + 30


def _parts(plain: str) -> list[int | str]:
    parts = [int(p) if p.isdigit() else p for p in re.findall(r"\d+|[a-z]+", plain)]
    return [p for p in parts if p not in FILLING]


def _unseparated(digits: str, today: dt.date, order: str) -> LimitDate:
    """Six or eight digits in a row: day, month and year in one order or another, or month and year."""
    if len(digits) == 8:
        if digits[:2] in ("20", "19") and 1 <= int(digits[4:6]) <= 12:
            return LimitDate(_date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        return _three([int(digits[:2]), int(digits[2:4]), int(digits[4:])], today, [order, "dmy", "mdy"])
    if 1 <= int(digits[:2]) <= 12 and digits[2:4] == "20":
        return _month_end(int(digits[2:]), int(digits[:2]))
    return _three([int(digits[:2]), int(digits[2:4]), int(digits[4:])], today, [order, "dmy", "ymd", "mdy"])


def _read(parts: list[int | str], today: dt.date, order: str) -> LimitDate:
    numbers = [_month(p) if isinstance(p, str) else p for p in parts]
    named = next((i for i, p in enumerate(parts) if isinstance(p, str)), None)
    if len(numbers) == 1 and named is None and numbers[0] >= 1000:
        return _year(numbers[0])
    if len(numbers) == 1 and named is not None:
        return _month_end(_coming_year(numbers[0], today), numbers[0])
    if len(numbers) == 2:
        return _two(numbers, named, today, order)
    if len(numbers) == 3 and named is not None:
        day, year = (n for i, n in enumerate(numbers) if i != named)
        first, last = (year, day) if day > 31 else (day, year)
        return LimitDate(_date(_full(last), numbers[named], first))
    if len(numbers) == 3:
        return _three(numbers, today, [order, "dmy", "mdy"])
    raise _not_understood()


def _two(numbers: list[int], named: int | None, today: dt.date, order: str) -> LimitDate:
    first, second = numbers
    if named == 0:  # "déc 2027", and "Dec 3"
        return (
            _month_end(_full(second), first)
            if second > 31 or _looks_like_year(second, today)
            else _day_month(second, first, today)
        )
    if named == 1:  # "3 déc"
        return _day_month(first, second, today)
    if first > 31:  # "2026-12"
        return _month_end(_full(first), second)
    if second > 12:  # "11/26", "12.2026"
        return _month_end(_full(second), first)
    return _day_month(first, second, today) if order == "dmy" else _day_month(second, first, today)


def _three(numbers: list[int], today: dt.date, orders: list[str]) -> LimitDate:
    """A year of four figures says where it stands; else the reader's order, then whatever day there can be."""
    if max(numbers) > 99:
        orders = ["ymd"] if numbers[0] > 99 else [each for each in orders if each != "ymd"]
    read = [limit for each in orders if (limit := _ordered(numbers, each))]
    if not read:
        raise BadDate(_("There is no such day. Check the date on the packet."))
    return next((limit for limit in read if _plausible(limit, today)), read[0])


def _ordered(numbers: list[int], order: str) -> LimitDate | None:
    said = dict(zip(order, numbers, strict=True))
    try:
        return LimitDate(dt.date(_full(said["y"]), said["m"], said["d"]))
    except ValueError:
        return None


def _looks_like_year(number: int, today: dt.date) -> bool:
    """After a month's name "27" is a year when it is one of the coming fifteen, else a day."""
    return today.year % 100 <= number <= today.year % 100 + 15


def _day_month(day: int, month: int, today: dt.date) -> LimitDate:
    """Without a year: this year's, unless it is long past, then next year's."""
    if day == 29 and month == 2:
        year = next(y for y in range(today.year, today.year + 9) if calendar.isleap(y))
        return LimitDate(_date(year, month, day))
    this_year = _date(today.year, month, day)
    return LimitDate(this_year if this_year >= today - RECENTLY else _date(today.year + 1, month, day))


def _coming_year(month: int, today: dt.date) -> int:
    return today.year if month >= today.month else today.year + 1


def _month(name: str) -> int:
    for number, stems in enumerate(MONTHS, start=1):
        if name in stems or (len(name) > 3 and any(len(s) >= 3 and name.startswith(s) for s in stems)):
            return number
    raise _not_understood()


def _full(year: int) -> int:
    return 2000 + year if year < 100 else year


def _year(year: int) -> LimitDate:
    return LimitDate(_date(year, 12, 31), Precision.YEAR)


def _month_end(year: int, month: int) -> LimitDate:
    first = _date(year, month, 1)
    return LimitDate(first.replace(day=calendar.monthrange(year, month)[1]), Precision.MONTH)


def month_end(day: dt.date) -> LimitDate:
    """The month of a day, as "June 2028" is printed."""
    return _month_end(day.year, day.month)


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise BadDate(_("There is no such day. Check the date on the packet.")) from None


def _not_understood() -> BadDate:
    return BadDate(_("This is not a date we understand. Type it as on the packet, like 11/26 or 31/12/26."))


def effective_limit(
    *, kind: str, limit: dt.date | None, tolerance_days: int, shelf_life_days: int, received_on: dt.date
) -> dt.date:
    """The day after which a lot is not given without a person looking at it; also the order in which lots leave.

    Use-by: that day. Best-before: that day and the category's tolerance. Frozen: shelf life from the freezing date.
    No date: shelf life from reception, for the order only.
    """
    if kind == DateKind.USE_BY and limit:
        return limit
    if kind == DateKind.BEST_BEFORE and limit:
        return limit + dt.timedelta(days=tolerance_days)
    if not shelf_life_days:
        return NO_LIMIT
    return (limit or received_on) + dt.timedelta(days=shelf_life_days)


def shown(day: dt.date | None, precision: str = Precision.DAY) -> str:
    """As printed: "3 Dec 2026", "Dec 2026", "2027"; empty without a date."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    return f"{short_month(day)} {day.year}" if precision == Precision.MONTH else short_date(day)
