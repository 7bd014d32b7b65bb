"""When a social worker receives people: dated slots made from the weekly pattern and its exceptions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import DateField, IntegerField, Value
from django.utils import timezone

from coop.audit import journal
from coop.school.models import PresenceException, PresencePattern


@dataclass(frozen=True, order=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    user: int


NO_DAY = Value(None, output_field=DateField())
NO_WEEKDAY = Value(None, output_field=IntegerField())


class _Hours(NamedTuple):
    """One line of the pattern (a weekday), or of its exceptions (a day)."""

    user: int
    weekday: int | None
    day: date | None
    start: time | None
    end: time | None
    minutes: int


def slots(*, start: date, end: date, user: int | None = None) -> list[Slot]:
    """Every slot from `start` to `end`, both included, in order of time. One query whatever the stretch."""
    lines = _hours(start, end, user)
    changed = {(line.user, line.day) for line in lines if line.day}
    found: list[Slot] = []
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        for line in lines:
            if line.day == day or (line.weekday == day.weekday() and (line.user, day) not in changed):
                found += _cut(day, line)
    return sorted(found)


def _hours(start: date, end: date, user: int | None) -> list[_Hours]:
    weekly, dated = PresencePattern.objects.order_by(), PresenceException.objects.filter(day__range=(start, end))
    if user is not None:
        weekly, dated = weekly.filter(user=user), dated.filter(user=user)
    hours = ("from_time", "to_time", "slot_minutes")
    of_days = dated.order_by().values_list("user", NO_WEEKDAY, "day", *hours)
    of_week = weekly.values_list("user", "weekday", NO_DAY, *hours)
    return [_Hours(*line) for line in of_week.union(of_days, all=True)]


def _cut(day: date, line: _Hours) -> Iterator[Slot]:
    """Whole slots only: what is left over at the end is her own."""
    if line.start is None or line.end is None:
        return
    step = timedelta(minutes=line.minutes)
    at, stop = (timezone.make_aware(datetime.combine(day, hour)) for hour in (line.start, line.end))
    while at + step <= stop:
        yield Slot(at, at + step, line.user)
        at += step


@transaction.atomic
def set_week(*, user: int, patterns: list[PresencePattern], by: int) -> list[PresencePattern]:
    """Replace one social worker's weekly pattern. Dated appointments are facts of their own and stay."""
    PresencePattern.objects.filter(user=user).delete()
    for pattern in patterns:
        pattern.user = user
        pattern.full_clean(validate_constraints=False)
        pattern.save(force_insert=True)
    journal.record(by=by, action="school.presence.set", object_type="accounts.user", object_id=user)
    return patterns


@transaction.atomic
def except_day(*, user: int, day: date, by: int, hours: tuple[time, time] | None = None, minutes: int = 45) -> None:
    """Away on that day, or, with hours, there for once. The last word said about a day is the one that counts."""
    kind = PresenceException.Kind.THERE if hours else PresenceException.Kind.AWAY
    from_time, to_time = hours or (None, None)
    row, _made = PresenceException.objects.update_or_create(
        user=user,
        day=day,
        defaults={"kind": kind, "from_time": from_time, "to_time": to_time, "slot_minutes": minutes},
    )
    journal.record(by=by, action="school.presence.except", object_type="school.presence", object_id=row.pk, state=kind)
