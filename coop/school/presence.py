"""When a social worker receives people: dated slots made from the weekly pattern and its exceptions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from coop.audit import journal
from coop.school.models import PresenceException, PresencePattern


@dataclass(frozen=True, order=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    user: int


def slots(*, start: date, end: date, user: int | None = None) -> list[Slot]:
    """Every slot from `start` to `end`, both included, in order of time. Two queries whatever the stretch."""
    patterns = PresencePattern.objects.all()
    exceptions = PresenceException.objects.filter(day__range=(start, end))
    if user is not None:
        patterns, exceptions = patterns.filter(user=user), exceptions.filter(user=user)
    weekly, changed = list(patterns), {(row.user, row.day): row for row in exceptions}
    found: list[Slot] = []
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        for pattern in weekly:
            if pattern.weekday == day.weekday() and (pattern.user, day) not in changed:
                found += _cut(day, pattern.from_time, pattern.to_time, pattern.slot_minutes, pattern.user)
    for (who, day), row in changed.items():
        if row.from_time and row.to_time:
            found += _cut(day, row.from_time, row.to_time, row.slot_minutes, who)
    return sorted(found)


def _cut(day: date, start: time, end: time, minutes: int, user: int) -> Iterator[Slot]:
    """Whole slots only: what is left over at the end is her own."""
    step = timedelta(minutes=minutes)
    at, stop = timezone.make_aware(datetime.combine(day, start)), timezone.make_aware(datetime.combine(day, end))
    while at + step <= stop:
        yield Slot(at, at + step, user)
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
