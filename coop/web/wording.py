"""Dates, hours, weights and quantities in words, in the reader's language.

Plain string work on purpose: Django's date filters were the most expensive thing on a page of fifty rows.
"""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_DAYS = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_SHORT_MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
NBSP = "\u00a0"
NNBSP = "\u202f"

Day = dt.date | dt.datetime


def _language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def _date(value: Day) -> dt.date:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _number(day: int, language: str) -> str:
    return "1er" if day == 1 and language == "fr" else str(day)


def day(value: Day | None, year: bool = False) -> str:
    """“jeudi 26 novembre”, “Thursday 26 November”."""
    if value is None:
        return ""
    on, lang = _date(value), _language()
    text = f"{_DAYS[lang][on.weekday()]} {_number(on.day, lang)} {_MONTHS[lang][on.month - 1]}"
    return f"{text} {on.year}" if year else text


def short_day(value: Day | None) -> str:
    """“jeu. 26 nov.”, “Thu 26 Nov”."""
    if value is None:
        return ""
    on, lang = _date(value), _language()
    return f"{_SHORT_DAYS[lang][on.weekday()]} {_number(on.day, lang)} {_SHORT_MONTHS[lang][on.month - 1]}"


def full_date(value: Day | None) -> str:
    """“26 novembre 2026”, “26 November 2026”."""
    if value is None:
        return ""
    on, lang = _date(value), _language()
    return f"{_number(on.day, lang)} {_MONTHS[lang][on.month - 1]} {on.year}"


def short_date(value: Day | None) -> str:
    """“26 nov. 2026”, “26 Nov 2026”."""
    if value is None:
        return ""
    on, lang = _date(value), _language()
    return f"{_number(on.day, lang)} {_SHORT_MONTHS[lang][on.month - 1]} {on.year}"


def month(value: Day | None) -> str:
    """“novembre 2026”, “November 2026”."""
    if value is None:
        return ""
    on, lang = _date(value), _language()
    return f"{_MONTHS[lang][on.month - 1]} {on.year}"


def short_month(value: Day | None) -> str:
    """“nov.”, “Nov”."""
    return "" if value is None else _SHORT_MONTHS[_language()][_date(value).month - 1]


def clock(value: dt.datetime | dt.time | None) -> str:
    """“17 h 30”, “17:30”."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if _language() == "fr":
        return f"{value.hour}{NBSP}h{NBSP}{value.minute:02d}"
    return f"{value.hour}:{value.minute:02d}"


def moment(value: dt.datetime | None) -> str:
    """“jeudi 26 novembre, 17 h 30”."""
    return "" if value is None else f"{day(value)}, {clock(value)}"


def relative_day(value: Day | None, today: dt.date) -> str:
    """“today”, “tomorrow”, “yesterday”, else the day in words (with the year when it is another one)."""
    if value is None:
        return ""
    on = _date(value)
    words = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    near = words.get((on - today).days)
    if near is not None:
        return near
    return day(on) if on.year == today.year else full_date(on)


def number(value: float | int | None, places: int = 0) -> str:
    """“1 234,5”, “1,234.5”."""
    if value is None:
        return ""
    text = f"{value:,.{places}f}"
    if _language() == "fr":
        text = text.replace(",", NNBSP).replace(".", ",")
    return text.replace("-", "−")


def kilos(grams: int | None) -> str:
    """Grams as “450 g”, “1,4 kg”, “126 kg”: one decimal under 100 kg, and none when it says nothing."""
    if grams is None:
        return ""
    if abs(grams) < 1000:
        return f"{number(grams)}{NBSP}g"
    if abs(grams) >= 100_000 or grams % 1000 == 0:
        return f"{number(round(grams / 1000))}{NBSP}kg"
    return f"{number(grams / 1000, 1)}{NBSP}kg"


def quantity(value: int | None, unit: str = "piece") -> str:
    """A quantity in a lot's own unit: pieces as “12”, grams as a weight."""
    if value is None:
        return ""
    return kilos(value) if str(unit) == "gram" else number(value)


def duration(minutes: int | None) -> str:
    """Minutes as “2 h 00”, “45 min”."""
    if minutes is None:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not hours:
        return f"{sign}{rest}{NBSP}min"
    return f"{sign}{hours}{NBSP}h{NBSP}{rest:02d}"


def days(count: int) -> str:
    """“1 day”, “4 days”."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number(count)}
