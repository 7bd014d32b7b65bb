"""Verbs on attendance: checking in and out, absences, corrections. Marks are added, never changed.

What the marks say together is a `Presence`, computed when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.audit import journal
from coop.school.settings import school
from coop.web import clock
from volunteers import hours, qualifications
from volunteers.errors import (
    AlreadyCheckedIn,
    AlreadyCheckedOut,
    NotCheckedIn,
    NothingToCorrect,
    NotSignedUp,
    OwnAttendance,
    ReasonNeeded,
    TimesOutOfOrder,
    TooEarly,
)
from volunteers.models import AttendanceMark, MarkedHow, MarkKind, Shift, ShiftKind, SignUp, SignUpState

DOORS_OPEN = timedelta(minutes=30)
STILL_ON_TIME = timedelta(minutes=10)

TASKS: dict[str, tuple[str, ...]] = {
    ShiftKind.DISTRIBUTION: (Duty.Task.PACK,),
    ShiftKind.STORAGE: (Duty.Task.RECEIVE,),
    ShiftKind.DRIVE: (Duty.Task.RECEIVE,),
    ShiftKind.TRANSPORT: (Duty.Task.RECEIVE,),
    ShiftKind.TRAINING: (),
}
"""What a person may do in the pantry while checked in to a shift of this kind."""


class Status(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    PRESENT = "present", _("Here")
    DONE = "done", _("Came")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")
    UNKNOWN = "unknown", pgettext_lazy("a presence", "Not known")


@dataclass(frozen=True)
class Presence:
    """What all marks of one sign-up say together."""

    status: str
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    late: bool = False
    left_early: bool = False
    corrected: bool = False

    @property
    def label(self) -> str:
        return str(Status(self.status).label)


def presence(sign_up: SignUp, marks: Iterable[AttendanceMark], moment: datetime) -> Presence:
    """Fold the marks, oldest first. Without any, the person is expected until the shift ends, then not known."""
    arrived = left = None
    verdict = ""
    corrected = False
    for mark in marks:
        corrected = corrected or mark.corrects_id is not None
        if mark.kind == MarkKind.ARRIVED:
            arrived, verdict = mark.at, ""
        elif mark.kind == MarkKind.LEFT:
            left = mark.at
        else:
            arrived = left = None
            verdict = mark.kind
    if arrived is None:
        waiting = Status.UNKNOWN if moment >= sign_up.ends_at else Status.EXPECTED
        return Presence(status=verdict or waiting, corrected=corrected)
    return Presence(
        status=Status.DONE if left else Status.PRESENT,
        arrived_at=arrived,
        left_at=left,
        late=arrived > sign_up.starts_at + STILL_ON_TIME,
        left_early=left is not None and left < sign_up.ends_at - STILL_ON_TIME,
        corrected=corrected,
    )


@transaction.atomic
def check_in(*, sign_up_id: int, how: str, by: int) -> SignUp:
    """The person is here. Opens the duties of this kind of shift until its end.

    Opens 30 minutes before the shift. Marking oneself is possible with the code at the room only.
    """
    sign_up, shift, now = _held(sign_up_id, how, by)
    if shift.starts_at - DOORS_OPEN > now:
        raise TooEarly
    there = presence(sign_up, sign_up.marks.all(), now)
    if there.status == Status.DONE:
        raise AlreadyCheckedOut
    if there.status == Status.PRESENT:
        raise AlreadyCheckedIn
    _mark(sign_up, MarkKind.ARRIVED, now, how, by)
    sign_up.duty_ids = _open_duties(sign_up, shift, now, by)
    sign_up.save(update_fields=["duty_ids"])
    return sign_up


@transaction.atomic
def check_out(*, sign_up_id: int, how: str, by: int, at: datetime | None = None) -> SignUp:
    """The person leaves, now or at an earlier moment. Closes their duties; the time waits to be validated."""
    sign_up, shift, now = _held(sign_up_id, how, by)
    there = presence(sign_up, sign_up.marks.all(), now)
    if there.arrived_at is None:
        raise NotCheckedIn
    if there.left_at is not None:
        raise AlreadyCheckedOut
    left_at = min(at or now, now)
    if left_at <= there.arrived_at:
        raise TimesOutOfOrder
    _mark(sign_up, MarkKind.LEFT, left_at, how, by)
    _close_duties(sign_up, now, by)
    hours.enter_attendance(sign_up=sign_up, shift=shift, arrived_at=there.arrived_at, left_at=left_at, by=by)
    return sign_up


def check_out_at_end(*, sign_up_id: int, by: int) -> SignUp:
    """Somebody forgot to check out: they stayed until the end of the shift, says the coordinator."""
    ends_at = SignUp.objects.values_list("ends_at", flat=True).get(pk=sign_up_id)
    return check_out(sign_up_id=sign_up_id, how=MarkedHow.COORDINATOR, by=by, at=ends_at)


@transaction.atomic
def mark_absent(*, sign_up_id: int, by: int) -> SignUp:
    """The person did not come and said nothing."""
    return _mark_away(sign_up_id, MarkKind.ABSENT, by)


@transaction.atomic
def mark_excused(*, sign_up_id: int, by: int) -> SignUp:
    """The person did not come and had said so, or had a good reason (which nobody writes down)."""
    return _mark_away(sign_up_id, MarkKind.EXCUSED, by)


def _mark_away(sign_up_id: int, kind: str, by: int) -> SignUp:
    sign_up, _shift, now = _held(sign_up_id, MarkedHow.COORDINATOR, by)
    if presence(sign_up, sign_up.marks.all(), now).arrived_at is not None:
        raise AlreadyCheckedIn
    _mark(sign_up, kind, now, MarkedHow.COORDINATOR, by)
    return sign_up


@transaction.atomic
def correct_times(*, sign_up_id: int, arrived_at: datetime, left_at: datetime, reason: str, by: int) -> SignUp:
    """The times were others. Two marks are added; time that waited or counted is reversed and entered anew."""
    sign_up, shift, now = _held(sign_up_id, MarkedHow.COORDINATOR, by)
    corrected = _last_mark(sign_up, reason)
    if not arrived_at < left_at <= now:
        raise TimesOutOfOrder
    for kind, at in ((MarkKind.ARRIVED, arrived_at), (MarkKind.LEFT, left_at)):
        _mark(sign_up, kind, at, MarkedHow.COORDINATOR, by, corrects=corrected, reason=reason)
    _close_duties(sign_up, now, by)
    hours.reverse_attendance(sign_up=sign_up, reason=reason, by=by)
    hours.enter_attendance(sign_up=sign_up, shift=shift, arrived_at=arrived_at, left_at=left_at, by=by)
    return sign_up


@transaction.atomic
def correct_to(*, sign_up_id: int, kind: MarkKind, reason: str, by: int) -> SignUp:
    """The person was absent, excused, or nobody knows after all. Time that waited or counted is reversed."""
    if kind not in (MarkKind.ABSENT, MarkKind.EXCUSED, MarkKind.UNKNOWN):
        raise ValueError(kind)
    sign_up, _shift, now = _held(sign_up_id, MarkedHow.COORDINATOR, by)
    _mark(sign_up, kind, now, MarkedHow.COORDINATOR, by, corrects=_last_mark(sign_up, reason), reason=reason)
    _close_duties(sign_up, now, by)
    hours.reverse_attendance(sign_up=sign_up, reason=reason, by=by)
    return sign_up


def _held(sign_up_id: int, how: str, by: int) -> tuple[SignUp, Shift, datetime]:
    sign_up = SignUp.objects.select_for_update(of=("self",)).select_related("shift").get(pk=sign_up_id)
    if sign_up.state != SignUpState.SIGNED_UP:
        raise NotSignedUp
    if (how == MarkedHow.CODE) != (sign_up.person_id == by):
        raise OwnAttendance
    return sign_up, sign_up.shift, clock.now()


def _last_mark(sign_up: SignUp, reason: str) -> AttendanceMark:
    if not reason.strip():
        raise ReasonNeeded
    last = sign_up.marks.last()
    if last is None:
        raise NothingToCorrect
    return last


def _mark(
    sign_up: SignUp,
    kind: str,
    at: datetime,
    how: str,
    by: int,
    *,
    corrects: AttendanceMark | None = None,
    reason: str = "",
) -> None:
    AttendanceMark.objects.create(
        sign_up=sign_up,
        kind=kind,
        at=at,
        how=how,
        marked_by=by,
        marked_at=clock.now(),
        corrects=corrects,
        reason=reason,
    )
    action = "volunteers.attendance.correct" if corrects else "volunteers.attendance.mark"
    journal.record(by=by, action=action, object_type="sign_up", object_id=sign_up.pk, state=kind)


def _open_duties(sign_up: SignUp, shift: Shift, now: datetime, by: int) -> list[int]:
    tasks = TASKS[shift.kind]
    if shift.kind == ShiftKind.DISTRIBUTION and school().desk_by_volunteers and _may_desk(sign_up, shift):
        tasks += (Duty.Task.DESK,)
    ends_at = max(shift.ends_at + DOORS_OPEN, now)
    return [
        duties.open_duty(user_id=sign_up.person_id, task=task, starts_at=now, ends_at=ends_at, by=by).pk
        for task in tasks
    ]


def _may_desk(sign_up: SignUp, shift: Shift) -> bool:
    return qualifications.holds(sign_up.person_id, Duty.Task.DESK, shift.day)


def _close_duties(sign_up: SignUp, now: datetime, by: int) -> None:
    for duty_id in sign_up.duty_ids:
        duties.close_duty(duty_id=duty_id, at=now, by=by)
