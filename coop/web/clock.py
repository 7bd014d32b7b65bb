"""The one clock. The demo year is made by the same verbs with this clock set, so nobody asks the machine directly."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The moment, aware of its time zone."""
    return _set.get() or timezone.now()


def today() -> date:
    """The day at the school."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block."""
    if timezone.is_naive(moment):
        raise ValueError("The clock is set with an aware datetime.")
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last day of that month."""
    day = months_later(moment.date(), -months)
    return moment.replace(year=day.year, month=day.month, day=day.day)
