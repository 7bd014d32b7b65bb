"""Counts of baskets for the reports. Read only; small counts are hidden by whoever publishes them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from pantry.models import Basket, BasketState


@dataclass(frozen=True)
class BasketFigures:
    """Baskets of distributions dated `start` to `end`, both included. `planned` still wait; the others are settled.

    `grams` is what collected baskets held; `by_day` and `by_month` count collected baskets.
    """

    start: date
    end: date
    planned: int = 0
    collected: int = 0
    missed: int = 0
    cancelled: int = 0
    grams: int = 0
    distributions: int = 0
    by_day: dict[date, int] = field(default_factory=dict)
    by_month: dict[date, int] = field(default_factory=dict)


def baskets(start: date, end: date) -> BasketFigures:
    """Two queries whatever the period."""
    rows = Basket.objects.filter(distribution__date__range=(start, end)).order_by()
    states: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    days = set()
    for state, day, distribution, count in rows.values_list("state", "distribution__date", "distribution").annotate(
        count=Count("id")
    ):
        states[state] += count
        days.add(distribution)
        if state == BasketState.COLLECTED:
            by_day[day] += count
    by_month: Counter[date] = Counter()
    for day, count in by_day.items():
        by_month[day.replace(day=1)] += count
    grams = rows.filter(state=BasketState.COLLECTED, lines__state="handed").aggregate(g=Sum("lines__grams"))["g"]
    return BasketFigures(
        start=start,
        end=end,
        planned=states[BasketState.PLANNED] + states[BasketState.PACKED],
        collected=states[BasketState.COLLECTED],
        missed=states[BasketState.MISSED],
        cancelled=states[BasketState.CANCELLED],
        grams=grams or 0,
        distributions=len(days),
        by_day=dict(sorted(by_day.items())),
        by_month=dict(sorted(by_month.items())),
    )
