"""The running month: counted every few minutes by the timetable, so that the page costs the same whatever the history, and so
that looking twice in a row tells nobody what happened in between."""

from __future__ import annotations

from datetime import date, timedelta

from coop.reports import gather
from coop.reports.figures import first_of_month, previous_month
from coop.reports.models import MonthSnapshot, RunningMonth
from coop.web import clock

GOOD_FOR = timedelta(minutes=15)
"""A count older than this means that the timetable rests: the page counts by itself."""


def figures_of(first_day: date) -> RunningMonth:
    """The latest count of a month that is not closed; counted now when there is none, or only an old one."""
    latest = RunningMonth.objects.filter(first_day=first_day).first()
    if latest is not None and timedelta() <= clock.now() - latest.counted_at < GOOD_FOR:
        return latest
    return count(first_day)


def count(first_day: date) -> RunningMonth:
    """Count a month that is not closed, and keep the result in place of the former one."""
    row, _made = RunningMonth.objects.update_or_create(
        first_day=first_day, defaults={"figures": gather.month(first_day).as_json(), "counted_at": clock.now()}
    )
    return row


def count_open_months() -> int:
    """The running month, and the one before while it is not closed; counts of closed ones go. How many were counted."""
    running = first_of_month(clock.today())
    open_months = {running, previous_month(running)}
    open_months -= set(MonthSnapshot.objects.filter(first_day__in=open_months).values_list("first_day", flat=True))
    RunningMonth.objects.exclude(first_day__in=open_months).delete()
    for first_day in sorted(open_months):
        count(first_day)
    return len(open_months)
