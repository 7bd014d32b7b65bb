"""Closed months without the pantry behind them: snapshots as closing writes them."""

from datetime import UTC, datetime

import pytest

from coop.reports.definitions import VERSION
from coop.reports.figures import Figures, months_of, next_month
from coop.reports.models import MonthSnapshot, YearSnapshot

BASKETS = [8, 17, 21, 19, 25, 22, 24, 20, 26, 22, 3, 0]


def _kept(figures, day):
    return {
        "figures": figures.as_json(),
        "definitions": VERSION,
        "k_inside": 5,
        "k_outside": 11,
        "closed_at": datetime(day.year, day.month, 3, 4, tzinfo=UTC),
        "closed_by": 0,
    }


@pytest.fixture
def closed_month(db):
    """Close a month with figures of your choice."""

    def close(first_day, **figures):
        return MonthSnapshot.objects.create(first_day=first_day, **_kept(Figures(**figures), next_month(first_day)))

    return close


@pytest.fixture
def closed_year(closed_month):
    """The school year 2020-21 closed: 64 learners, 207 baskets."""
    months = months_of(2020)
    for first_day, count in zip(months, BASKETS, strict=True):
        closed_month(
            first_day,
            helped=min(count, 23),
            new=count // 3,
            requests=count // 2,
            handed=count,
            missed=count // 4,
            planned=count + count // 4,
            collectors=min(count, 23),
            by_kind={"weekly_basket": min(count, 23), "hygiene": min(count // 3, 7)},
            received_g=count * 7_000,
            handed_g=count * 6_000,
            lost_g=count * 200,
            validated_minutes=count * 90,
        )
    totals = Figures(
        helped=64, handed=207, new=65, requests=101, planned=260, missed=53, by_kind={"weekly_basket": 64, "hygiene": 7}
    )
    return YearSnapshot.objects.create(year=2020, **_kept(totals, next_month(months[-1])))
