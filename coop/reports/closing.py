"""Closing a month and a school year: the figures are counted once, kept, and never change again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coop.audit import journal
from coop.reports import gather
from coop.reports.definitions import VERSION
from coop.reports.errors import MonthNotOver, MonthsStillOpen, YearNotOver
from coop.reports.figures import Figures, months_of, next_month
from coop.reports.models import MonthSnapshot, YearSnapshot
from coop.school.settings import school
from coop.web import clock


@transaction.atomic
def close_month(*, first_day: date, by: int) -> MonthSnapshot:
    """Keep the figures of a month that is over. A month that is closed already is given back as it is."""
    if clock.today() < next_month(first_day):
        raise MonthNotOver
    already = MonthSnapshot.objects.filter(first_day=first_day).first()
    if already is not None:
        return already
    snapshot = MonthSnapshot.objects.create(first_day=first_day, **_kept(gather.closing(first_day).as_json(), by))
    journal.record(by=by, action="reports.month.close", object_type="month", object_id=str(snapshot))
    return snapshot


@transaction.atomic
def close_year(*, year: int, by: int) -> YearSnapshot:
    """Keep the totals of a school year that is over and whose months with activity are closed."""
    months = months_of(year)
    if clock.today() < next_month(months[-1]):
        raise YearNotOver
    already = YearSnapshot.objects.filter(year=year).first()
    if already is not None:
        return already
    closed = set(MonthSnapshot.objects.filter(first_day__in=months).values_list("first_day", flat=True))
    if not closed or set(months[months.index(min(closed)) :]) - closed:
        raise MonthsStillOpen
    snapshot = YearSnapshot.objects.create(year=year, **_kept(_figures_of(year).as_json(), by))
    journal.record(by=by, action="reports.year.close", object_type="year", object_id=str(year))
    return snapshot


def _figures_of(year: int) -> Figures:
    """Goods and baskets are counted; people are those that were fixed when the last month was closed."""
    last = MonthSnapshot.objects.filter(first_day=months_of(year)[-1]).first()
    fixed = Figures.from_json(last.figures).year_to_date if last else {}
    return Figures.from_json(gather.year(year).as_json() | fixed)


def _kept(figures: dict, by: int) -> dict:
    return {
        "figures": figures,
        "definitions": VERSION,
        "k_inside": school().k_inside,
        "k_outside": school().k_outside,
        "closed_at": clock.now(),
        "closed_by": by,
    }
