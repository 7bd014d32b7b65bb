"""Who took part in a collection drive: time worked on shifts of that kind between its first and its last day. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.utils import timezone

from pantry.models import Drive
from volunteers.models import ShiftKind, WorkedTime


@dataclass(frozen=True)
class Helper:
    """Somebody with their shifts and minutes; validated or still waiting."""

    name: str
    shifts: int
    minutes: int


def of_drive(drive: Drive) -> list[Helper]:
    """By name. One query. Nothing here says more than the roster did."""
    first, last = (
        timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (drive.starts, drive.ends)
    )
    rows = (
        WorkedTime.objects.counting()
        .started_between(first, last + timedelta(days=1))
        .filter(sign_up__shift__kind=ShiftKind.DRIVE)
        .order_by("person__full_name", "person")
        .values("person__full_name")
        .annotate(shifts=Count("sign_up__shift", distinct=True), minutes=Sum("minutes"))
    )
    return [Helper(row["person__full_name"], row["shifts"], row["minutes"]) for row in rows]
