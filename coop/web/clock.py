"""The one clock. The demo year is made by the same verbs with this clock set, so nobody asks the machine directly."""

from __future__ import annotations

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
