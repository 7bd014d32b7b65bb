"""When a social worker receives people: dated slots made from the weekly pattern and its exceptions. On days when the school is
closed nobody receives, unless she says that she is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, DateField, IntegerField, TimeField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from coop.audit import journal
from coop.school import closures
from coop.school.closures import Closure
from coop.school.models import PresenceException, PresencePattern


@dataclass(frozen=True, order=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    user: int


NO_DAY = Cast(Value(None), DateField())
NO_NUMBER = Cast(Value(None), IntegerField())
NO_TIME = Cast(Value(None), TimeField())
NO_WORD = Value("", output_field=CharField())


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
    lines, shut = _hours(start, end, user)
    changed = {(line.user, line.day) for line in lines if line.day}
    found: list[Slot] = []
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        is_shut = any(closure.covers(day) for closure in shut)
        for line in lines:
            as_usual = line.weekday == day.weekday() and (line.user, day) not in changed
            if line.day == day or (as_usual and not is_shut):
                found += _cut(day, line)
    return sorted(found)


def _hours(start: date, end: date, user: int | None) -> tuple[list[_Hours], list[Closure]]:
    """The lines of the pattern and its exceptions, and when the school is closed: read together."""
    weekly, dated = PresencePattern.objects.order_by(), PresenceException.objects.filter(day__range=(start, end))
    if user is not None:
        weekly, dated = weekly.filter(user=user), dated.filter(user=user)
    typed, where = closures.sources(start, end)
    hours = ("from_time", "to_time", "slot_minutes")
    nobody = (NO_NUMBER, NO_NUMBER)
    no_hours = (NO_TIME, NO_TIME, NO_NUMBER)
    rows = weekly.values_list("user", "weekday", NO_DAY, *hours, NO_DAY, NO_WORD).union(
        dated.order_by().values_list("user", NO_NUMBER, "day", *hours, NO_DAY, NO_WORD),
        typed.values_list(*nobody, "starts", *no_hours, "ends", "name"),
        where.values_list(*nobody, NO_DAY, *no_hours, NO_DAY, "place"),
        all=True,
    )
    lines, shut = [], []
    for *line, until, said in rows:
        if line[0] is None:
            shut.append((line[2], until, said))
        else:
            lines.append(_Hours(*line))
    return lines, closures.made_of(shut, start, end)


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
def be_away(*, user: int, first: date, last: date, by: int) -> None:
    """Away from a first to a last day, both included."""
    for offset in range((last - first).days + 1):
        except_day(user=user, day=first + timedelta(days=offset), by=by)


@transaction.atomic
def as_usual(*, user: int, first: date, last: date, by: int) -> None:
    """The weekly pattern counts again on these days. Saying it twice changes nothing."""
    rows = PresenceException.objects.filter(user=user, day__range=(first, last))
    for number in list(rows.values_list("pk", flat=True)):
        journal.record(
            by=by, action="school.presence.usual", object_type="school.presence", object_id=number, state="usual"
        )
    rows.delete()


@dataclass(frozen=True)
class Stretch:
    """Days in a row on which the pattern does not count: away, or there for once with hours."""

    kind: str
    first: date
    last: date
    hours: tuple[time, time] | None = None

    @property
    def is_away(self) -> bool:
        return self.hours is None


def stretches(*, user: int, since: date) -> list[Stretch]:
    """The exceptions from a day on; days away in a row are one stretch."""
    found: list[Stretch] = []
    for row in PresenceException.objects.filter(user=user, day__gte=since).order_by("day"):
        hours = (row.from_time, row.to_time) if row.from_time and row.to_time else None
        before = found[-1] if found else None
        if hours is None and before and before.is_away and before.last == row.day - timedelta(days=1):
            found[-1] = Stretch(row.kind, before.first, row.day)
        else:
            found.append(Stretch(row.kind, row.day, row.day, hours))
    return found


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
