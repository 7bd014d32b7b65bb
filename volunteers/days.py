"""Where a day begins and ends, at the school."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone


def day_bounds(first: date, days: int = 1) -> tuple[datetime, datetime]:
    """The first moment of a day and the first moment after `days` days."""
    midnight = datetime.min.time()
    return (
        timezone.make_aware(datetime.combine(first, midnight)),
        timezone.make_aware(datetime.combine(first + timedelta(days=days), midnight)),
    )
