"""The timetable: counting the running month, and closing the last one on the third day, when late entries are in."""

from __future__ import annotations

from celery import shared_task

from coop.audit.journal import SYSTEM
from coop.reports import needs, running
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


@shared_task(name="reports.count_running_month")
def count_running_month() -> int:
    """Keep the page of the running month fresh."""
    return running.count_open_months()


@shared_task(name="reports.refresh_needs")
def refresh_needs() -> int:
    """The public list of what is short follows the stock, each night."""
    return needs.follow_the_stock()
