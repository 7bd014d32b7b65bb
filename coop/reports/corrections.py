"""What became known of a closed month after its closing. It never changes that month: it stands in the open one, in sight.

Goods need nothing of the kind: a line of the ledger is dated on the day it is written, and a reversal with it. Baskets settled
late, hours validated late and gifts entered late carry an older day. They are found by counting the closed months of the school
year again and taking off what was kept, and what earlier corrections said already.
"""

from __future__ import annotations

from datetime import date, timedelta

from coop.reports.figures import Figures, months_of, school_year_of
from coop.reports.models import MonthSnapshot
from pantry import reports_baskets
from volunteers import reports as helpers

LATE = ("handed", "missed", "validated_minutes")
"""Figures that may still move after a closing, and that count no people."""


def late(first_day: date) -> dict[str, int]:
    """How far each of these figures moved since, for the closed months of the same school year before this one. Four
    queries, none when no month of the year is closed; the months of an unbroken run up to this one are looked at."""
    months = [day for day in months_of(school_year_of(first_day)) if day < first_day]
    kept = {row.first_day: Figures.from_json(row.figures) for row in MonthSnapshot.objects.filter(first_day__in=months)}
    if not kept:
        return {}
    run = [day for day in months if day >= min(kept)]
    if set(run) - set(kept):
        return {}
    now = _again(run[0], first_day)
    before = [kept[day] for day in run]
    moved = {code: now[code] - sum(getattr(each, code) + each.late.get(code, 0) for each in before) for code in LATE}
    return {code: difference for code, difference in moved.items() if difference}


def _again(start: date, until: date) -> dict[str, int]:
    """Counted now, `until` not included."""
    bags = reports_baskets.baskets(start, until - timedelta(days=1))
    hands = helpers.month(start, until)
    return {"handed": bags.collected, "missed": bags.missed, "validated_minutes": hands.minutes_validated}
