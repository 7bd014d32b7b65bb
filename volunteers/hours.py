"""Verbs on time worked: entered by attendance or declared, validated by somebody else within 14 days.

Sources of the limits: 10 hours a day, 60 hours a week, no overlap, nobody validates their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from coop.audit import journal
from coop.web import clock
from coop.web.errors import Refusal
from volunteers.days import day_bounds
from volunteers.errors import (
    AlreadyDecided,
    HoursOverlap,
    NotYetWorked,
    OwnHours,
    ReasonNeeded,
    TimesOutOfOrder,
    TooLate,
    TooLongAgo,
    TooMuchInADay,
    TooMuchInAWeek,
)
from volunteers.models import HOURS_MOVES, HoursSource, HoursState, Shift, SignUp, WorkedTime
from volunteers.models.hours import WorkedTimeQuerySet

VALIDATED_WITHIN = timedelta(days=14)
DECLARED_WITHIN = timedelta(days=60)
MOST_IN_A_DAY = 10 * 60
MOST_IN_A_WEEK = 60 * 60
QUARTER = 15
GRACE = timedelta(minutes=30)


def quarter_hours(arrived_at: datetime, left_at: datetime) -> int:
    """Minutes to the nearest quarter of an hour, never less than one quarter."""
    minutes = (left_at - arrived_at).total_seconds() / 60
    return max(QUARTER, int(minutes / QUARTER + 0.5) * QUARTER)


def enter_attendance(*, sign_up: SignUp, shift: Shift, arrived_at: datetime, left_at: datetime, by: int) -> WorkedTime:
    """Time from a check-in to a check-out, at most half an hour beyond the shift on either side. Waits for a yes."""
    starts = max(arrived_at, shift.starts_at - GRACE)
    ends = max(min(left_at, shift.ends_at + GRACE), starts + timedelta(minutes=1))
    return _enter(
        WorkedTime(
            person_id=sign_up.person_id,
            source=HoursSource.ATTENDANCE,
            activity=shift.kind,
            title=shift.title,
            sign_up=sign_up,
            starts_at=starts,
            ends_at=ends,
            minutes=quarter_hours(starts, ends),
        ),
        by,
    )


def declare(
    *, person_id: int, activity: str, title: str, starts_at: datetime, ends_at: datetime, by: int
) -> WorkedTime:
    """Time worked outside a shift (drive, campaign, preparation). It waits for somebody's decision.

    Refuses the future, more than 60 days ago, an overlap, more than 10 hours a day or 60 a week.
    """
    if starts_at >= ends_at:
        raise TimesOutOfOrder
    if ends_at > clock.now():
        raise NotYetWorked
    if starts_at < clock.now() - DECLARED_WITHIN:
        raise TooLongAgo
    declared = WorkedTime(
        person_id=person_id,
        source=HoursSource.DECLARED,
        activity=activity,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=quarter_hours(starts_at, ends_at),
    )
    _refuse_too_much(declared, WorkedTime.objects.counting())
    return _enter(declared, by)


def _enter(worked: WorkedTime, by: int) -> WorkedTime:
    worked.entered_at, worked.entered_by = clock.now(), by
    try:
        with transaction.atomic():
            worked.save(force_insert=True)
            journal.record(
                by=by,
                action="volunteers.hours.enter",
                object_type="worked_time",
                object_id=worked.pk,
                state=worked.state,
            )
    except IntegrityError as clash:
        raise HoursOverlap from clash
    return worked


def is_overdue(worked: WorkedTime) -> bool:
    return worked.ends_at + VALIDATED_WITHIN < clock.now()


@transaction.atomic
def validate(*, worked_id: int, by: int) -> WorkedTime:
    """Somebody else says yes within 14 days. Refuses one's own, a decided one, a late one, and too much in a day."""
    worked = _waiting(worked_id, by)
    if is_overdue(worked):
        raise TooLate
    return _decide(worked, HoursState.VALIDATED, "", by)


@transaction.atomic
def validate_late(*, worked_id: int, reason: str, by: int) -> WorkedTime:
    """A yes after the 14 days, with the reason why it took so long."""
    return _decide(_waiting(worked_id, by), HoursState.VALIDATED, _given(reason), by)


@transaction.atomic
def refuse(*, worked_id: int, reason: str, by: int) -> WorkedTime:
    """Somebody else says no, with a reason that the volunteer reads."""
    return _decide(_waiting(worked_id, by), HoursState.REFUSED, _given(reason), by)


@dataclass(frozen=True)
class Batch:
    """What became of several hours validated at once: each on its own, so that one refusal stops no other."""

    validated: tuple[int, ...]
    refused: tuple[tuple[int, Refusal], ...]


def validate_all(*, worked_ids: Iterable[int], by: int) -> Batch:
    """Validate each of these; those that are refused come back with the reason."""
    done: list[int] = []
    refused: list[tuple[int, Refusal]] = []
    for worked_id in sorted(set(worked_ids)):
        try:
            validate(worked_id=worked_id, by=by)
        except Refusal as refusal:
            refused.append((worked_id, refusal))
        else:
            done.append(worked_id)
    return Batch(tuple(done), tuple(refused))


@transaction.atomic
def take_back(*, worked_id: int, reason: str, by: int) -> WorkedTime:
    """Reverse time that waits or counts: it was entered or validated by mistake. The row stays, with the reason."""
    worked = WorkedTime.objects.select_for_update(of=("self",)).get(pk=worked_id)
    if HoursState.REVERSED not in HOURS_MOVES[worked.state]:
        raise AlreadyDecided
    return _write(worked, HoursState.REVERSED, _given(reason), by)


def reverse_attendance(*, sign_up: SignUp, reason: str, by: int) -> None:
    """The marks of a shift were corrected: the time that came from them no longer counts."""
    for worked in WorkedTime.objects.select_for_update(of=("self",)).counting().filter(sign_up=sign_up):
        _write(worked, HoursState.REVERSED, reason, by)


def _waiting(worked_id: int, by: int) -> WorkedTime:
    worked = WorkedTime.objects.select_for_update(of=("self",)).get(pk=worked_id)
    if worked.state != HoursState.WAITING:
        raise AlreadyDecided
    if worked.person_id == by:
        raise OwnHours
    return worked


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def _decide(worked: WorkedTime, state: HoursState, reason: str, by: int) -> WorkedTime:
    if state == HoursState.VALIDATED:
        _refuse_too_much(worked, WorkedTime.objects.validated())
    return _write(worked, state, reason, by)


def _write(worked: WorkedTime, state: str, reason: str, by: int) -> WorkedTime:
    worked.state, worked.reason = state, reason
    worked.decided_at, worked.decided_by = clock.now(), by
    worked.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    journal.record(
        by=by, action="volunteers.hours.decide", object_type="worked_time", object_id=worked.pk, state=worked.state
    )
    return worked


def _refuse_too_much(worked: WorkedTime, among: WorkedTimeQuerySet) -> None:
    """Together with what already counts: at most 10 hours that day and 60 that week (Monday to Sunday)."""
    day = worked.day
    monday = day - timedelta(days=day.weekday())
    others = among.filter(person_id=worked.person_id).exclude(pk=worked.pk)
    sums = others.aggregate(day=Sum("minutes", filter=_on(day, 1)), week=Sum("minutes", filter=_on(monday, 7)))
    if (sums["day"] or 0) + worked.minutes > MOST_IN_A_DAY:
        raise TooMuchInADay
    if (sums["week"] or 0) + worked.minutes > MOST_IN_A_WEEK:
        raise TooMuchInAWeek


def _on(first: date, days: int) -> Q:
    start, end = day_bounds(first, days)
    return Q(starts_at__gte=start, starts_at__lt=end)


@dataclass(frozen=True)
class Totals:
    """Minutes of one person in one period."""

    validated: int
    waiting: int


def totals(person_id: int, start: datetime, end: datetime) -> Totals:
    """Minutes of the person that began in the period, validated and waiting. One query."""
    sums = (
        WorkedTime.objects.filter(person_id=person_id)
        .started_between(start, end)
        .aggregate(
            validated=Sum("minutes", filter=Q(state=HoursState.VALIDATED)),
            waiting=Sum("minutes", filter=Q(state=HoursState.WAITING)),
        )
    )
    return Totals(sums["validated"] or 0, sums["waiting"] or 0)


def year_bounds(school_year: int) -> tuple[datetime, datetime]:
    """The school year that begins on 1 September: its first moment and the first after it."""
    return (
        timezone.make_aware(datetime(school_year, 9, 1)),
        timezone.make_aware(datetime(school_year + 1, 9, 1)),
    )
