"""The distributions of the pantry that a shift may be tied to, read only."""

from __future__ import annotations

from collections.abc import Collection

from coop.web import clock, wording
from pantry.models import Distribution, DistributionState

SHOWN = 12
COMING = [DistributionState.PLANNED, DistributionState.FROZEN, DistributionState.OPEN]


def coming() -> list[tuple[int, str]]:
    """Number and words of the next distributions, the nearest first. One query."""
    days = Distribution.objects.filter(state__in=COMING, date__gte=clock.today())
    return [(day.pk, in_words(day)) for day in days.select_related("place").order_by("date", "starts_at", "pk")[:SHOWN]]


def named(numbers: Collection[int]) -> dict[int, str]:
    """Number → words, for a roster. One query; none when there is nothing to name."""
    days = Distribution.objects.filter(pk__in=numbers).select_related("place").order_by("pk") if numbers else []
    return {day.pk: in_words(day) for day in days}


def in_words(day: Distribution) -> str:
    """“Thursday 26 November, 16:00, Room C4”."""
    return f"{wording.day(day.date)}, {wording.clock(day.starts_at)}, {day.place.name}"
