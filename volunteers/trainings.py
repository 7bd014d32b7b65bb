"""Verbs on trainings: what is offered, a date of it, who is added on the day, and the list that the trainer signs."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from coop.accounts.models import User
from coop.accounts.roles import Role
from coop.audit import journal
from coop.web import clock
from volunteers import attendance, hours, qualifications, shifts, signups
from volunteers.errors import HoursOverlap, ListChanged, ModuleClosed, NothingTaught, ShiftClosed, ShiftNotBegun
from volunteers.models import (
    AttendanceMark,
    MarkedHow,
    MarkKind,
    Qualification,
    Shift,
    ShiftKind,
    ShiftState,
    SignUp,
    TrainingDate,
    TrainingList,
    TrainingModule,
)
from volunteers.models.shifts import SignUpQuerySet


@transaction.atomic
def add_module(
    *, title: str, partner: str, topics: Collection[str], opens: Collection[str], valid_months: int, by: int
) -> TrainingModule:
    """A training to offer. Refuses one without a topic."""
    return _write(TrainingModule(), title, partner, topics, opens, valid_months, by)


@transaction.atomic
def amend_module(
    *,
    module_id: int,
    title: str,
    partner: str,
    topics: Collection[str],
    opens: Collection[str],
    valid_months: int,
    by: int,
) -> TrainingModule:
    """Change what is offered from now on; lists signed before say what they said."""
    module = TrainingModule.objects.select_for_update(of=("self",)).get(pk=module_id)
    return _write(module, title, partner, topics, opens, valid_months, by)


def _write(
    module: TrainingModule,
    title: str,
    partner: str,
    topics: Collection[str],
    opens: Collection[str],
    valid_months: int,
    by: int,
) -> TrainingModule:
    if not topics:
        raise NothingTaught
    module.title, module.partner, module.valid_months = title, partner, valid_months
    module.topics, module.opens = sorted(set(topics)), sorted(set(opens))
    new = module.pk is None
    module.save()
    _record("add" if new else "amend", "training_module", module.pk, by)
    return module


@transaction.atomic
def close_module(*, module_id: int, by: int) -> None:
    """No longer offered. Dates that are planned take place; what was granted lasts."""
    module = TrainingModule.objects.select_for_update(of=("self",)).get(pk=module_id)
    if module.closed_at is None:
        module.closed_at, module.closed_by = clock.now(), by
        module.save(update_fields=["closed_at", "closed_by"])
        _record("close", "training_module", module.pk, by)


@transaction.atomic
def plan(
    *, module_id: int, trainer: str, place: str, starts_at: datetime, ends_at: datetime, maximum: int, by: int
) -> Shift:
    """A date of a training: a shift of that kind, on which people sign up as on any other."""
    module = TrainingModule.objects.get(pk=module_id)
    if module.closed_at is not None:
        raise ModuleClosed
    shift = shifts.plan_shift(
        kind=ShiftKind.TRAINING,
        title=module.title,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        minimum=1,
        maximum=maximum,
        needs_experienced=False,
        by=by,
    )
    TrainingDate.objects.create(shift=shift, module=module, trainer=trainer)
    return shift


def add_person(*, shift_id: int, person_id: int, by: int) -> SignUp:
    """The coordinator puts somebody on the list: staff who asked, or somebody who came without signing up."""
    begun = Shift.objects.filter(pk=shift_id, starts_at__lte=clock.now()).exists()
    verb = signups.add_late if begun else signups.sign_up
    return verb(shift_id=shift_id, person_id=person_id, by=by)


@transaction.atomic
def sign(*, shift_id: int, present: Collection[int], trainer: str, strokes: str, by: int) -> TrainingList:
    """The trainer signs for these sign-ups (the device is the coordinator's, `by`): they came, they are qualified.

    `strokes` is the drawn signature as path data; without it the typed name is the signature. Whoever was forgotten gets
    a list of their own later: a signed one stays. Refuses before the training began and names that are not on the list.
    """
    shift = signups.lock_shift(shift_id)
    if shift.state != ShiftState.OPEN:
        raise ShiftClosed
    if shift.starts_at > clock.now():
        raise ShiftNotBegun
    came = list(to_sign(shift).filter(pk__in=present).select_related("person"))
    if not came or len(came) != len(set(present)):
        raise ListChanged
    module = TrainingDate.objects.select_related("module").get(shift=shift).module
    signed = TrainingList.objects.create(
        shift=shift,
        module=module,
        title=module.title,
        partner=module.partner,
        topics=module.topics,
        opens=module.opens,
        taught_on=shift.day,
        expires_on=months_later(shift.day, module.valid_months),
        trainer=trainer,
        strokes=strokes,
        signed_at=clock.now(),
        held_by=by,
    )
    for sign_up in came:
        _note_presence(sign_up, shift, by)
    qualifications.grant(signed=signed, people=[sign_up.person_id for sign_up in came], by=by)
    _record("sign", "training_list", signed.pk, by)
    return signed


def to_sign(shift: Shift) -> SignUpQuerySet:
    """Who has a place on the training and is on no signed list of it yet."""
    listed = Qualification.objects.filter(list__shift=shift).values("person")
    return SignUp.objects.signed_up().filter(shift=shift).exclude(person__in=listed)


def _note_presence(sign_up: SignUp, shift: Shift, by: int) -> None:
    """The list is the proof of presence: what was not marked at the door is marked from it."""
    now = clock.now()
    there = attendance.presence(sign_up, sign_up.marks.all(), now)
    if there.left_at is not None:
        return
    left_at = min(shift.ends_at, now)
    arrived_at = min(there.arrived_at or shift.starts_at, left_at)
    for kind, at in ((MarkKind.ARRIVED, arrived_at), (MarkKind.LEFT, left_at)):
        AttendanceMark.objects.create(
            sign_up=sign_up, kind=kind, at=at, how=MarkedHow.TRAINER, marked_by=by, marked_at=now
        )
    _record("listed", "sign_up", sign_up.pk, by)
    _count_hours(sign_up, shift, arrived_at, left_at, by)


def _count_hours(sign_up: SignUp, shift: Shift, arrived_at: datetime, left_at: datetime, by: int) -> None:
    """Volunteers' time waits for a yes, as after any shift. Staff are at work; what overlaps is counted already."""
    person: User = sign_up.person
    if not person.holds(Role.VOLUNTEER):
        return
    try:
        hours.enter_attendance(sign_up=sign_up, shift=shift, arrived_at=arrived_at, left_at=left_at, by=by)
    except HoursOverlap:
        return


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months on, or the last one of it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _record(act: str, what: str, number: int, by: int) -> None:
    journal.record(by=by, action=f"volunteers.training.{act}", object_type=what, object_id=number)
