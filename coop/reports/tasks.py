"""The closing task of the timetable: on the third day of the month, so that late entries of the last day are in."""

from __future__ import annotations

from celery import shared_task

from coop.audit.journal import SYSTEM
from coop.reports.closing import close_month, close_year
from coop.reports.figures import first_of_month, previous_month, school_year_of
from coop.web import clock


@shared_task(name="reports.close_last_month")
def close_last_month() -> str:
    """Close the month before this one, and in September the school year with it. Running it twice changes nothing."""
    last = previous_month(first_of_month(clock.today()))
    snapshot = close_month(first_day=last, by=SYSTEM)
    if last.month == 8:
        close_year(year=school_year_of(last), by=SYSTEM)
    return str(snapshot)
