"""Verbs on sign-ups: sign up, withdraw, and who moves up from the waiting list.

The shift's row is locked first, always, so that the last place is given once; the counter in it can't pass the
number of places, whoever writes it.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from coop.audit import journal
from coop.web import clock
from volunteers import experience, notifications, qualifications
from volunteers.errors import (
    AlreadySignedUp,
    NotQualified,
    NotSignedUp,
    ShiftClosed,
    ShiftFull,
    ShiftNotBegun,
    ShiftOver,
    ShiftsOverlap,
)
from volunteers.models import Shift, ShiftState, SignUp, SignUpState
from volunteers.models.shifts import HELD_BACK_UNTIL


def lock_shift(shift_id: int) -> Shift:
    """The shift, held against everybody else until the transaction ends."""
    return Shift.objects.select_for_update(of=("self",)).get(pk=shift_id)


def sign_up(*, shift_id: int, person_id: int, by: int) -> SignUp:
    """Take a place, or one on the waiting list when none is left (the answer's state says which).

    The last place is kept for somebody experienced as long as nobody experienced is on the shift, and until the day before
    some are kept for those with few shifts. Refuses a shift that was cancelled or has begun, one that needs a training the
    person has not (or not until then), a second sign-up and an overlap with another shift of the same person.
    """
    try:
        with transaction.atomic(savepoint=False):
            return _sign_up(shift_id, person_id, by)
    except IntegrityError as clash:
        raise _refusal(clash) from clash


def _sign_up(shift_id: int, person_id: int, by: int) -> SignUp:
    shift = lock_shift(shift_id)
    if shift.state != ShiftState.OPEN:
        raise ShiftClosed
    if shift.starts_at <= clock.now():
        raise ShiftOver
    _refuse_untrained(shift, person_id)
    experienced = experience.is_experienced(person_id)
    often = bool(shift.held_back and experience.here_often([person_id], shift))
    room = shift.has_room_for(experienced=experienced, often=often)
    return _join(shift, person_id, SignUpState.SIGNED_UP if room else SignUpState.WAITING, experienced, by)


def _refuse_untrained(shift: Shift, person_id: int) -> None:
    if shift.needs and not qualifications.holds(person_id, shift.needs, shift.day):
        raise NotQualified


def add_late(*, shift_id: int, person_id: int, by: int) -> SignUp:
    """Somebody came without signing up: the coordinator adds them once the shift has begun, when a place is free."""
    try:
        with transaction.atomic(savepoint=False):
            shift = lock_shift(shift_id)
            if shift.state != ShiftState.OPEN:
                raise ShiftClosed
            if shift.starts_at > clock.now():
                raise ShiftNotBegun
            _refuse_untrained(shift, person_id)
            if shift.left <= 0:
                raise ShiftFull
            return _join(shift, person_id, SignUpState.SIGNED_UP, experience.is_experienced(person_id), by)
    except IntegrityError as clash:
        raise _refusal(clash) from clash


def _join(shift: Shift, person_id: int, state: str, experienced: bool, by: int) -> SignUp:
    joined = SignUp.objects.create(
        shift=shift,
        person_id=person_id,
        state=state,
        experienced=experienced,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        joined_at=clock.now(),
    )
    if joined.state == SignUpState.SIGNED_UP:
        _count(shift, joined, 1)
    journal.record(
        by=by, action="volunteers.sign_up.make", object_type="sign_up", object_id=joined.pk, state=joined.state
    )
    return joined


def _refusal(clash: IntegrityError) -> Exception:
    name = getattr(getattr(clash.__cause__, "diag", None), "constraint_name", "")
    if name == "sign_up_once_per_shift":
        return AlreadySignedUp()
    if name == "sign_up_no_overlap":
        return ShiftsOverlap()
    return clash


@transaction.atomic(savepoint=False)
def withdraw(*, sign_up_id: int, by: int) -> SignUp:
    """ "I can't come": the place goes to the next on the waiting list, who is told. Refuses once the shift has begun."""
    shift_id = SignUp.objects.values_list("shift_id", flat=True).get(pk=sign_up_id)
    shift = lock_shift(shift_id)
    leaving = SignUp.objects.select_for_update(of=("self",)).get(pk=sign_up_id)
    if leaving.state not in (SignUpState.SIGNED_UP, SignUpState.WAITING):
        raise NotSignedUp
    if shift.starts_at <= clock.now():
        raise ShiftOver
    held_a_place = leaving.state == SignUpState.SIGNED_UP
    leaving.state, leaving.ended_at, leaving.ended_by = SignUpState.WITHDRAWN, clock.now(), by
    leaving.save(update_fields=["state", "ended_at", "ended_by"])
    if held_a_place:
        _count(shift, leaving, -1)
        notifications.forget_reminders(leaving)
        fill(shift, by=by)
    journal.record(
        by=by, action="volunteers.sign_up.withdraw", object_type="sign_up", object_id=leaving.pk, state=leaving.state
    )
    return leaving


def fill(shift: Shift, *, by: int) -> list[SignUp]:
    """Move people up from the waiting list, first come first served, as long as there is room for them.

    Called with the shift locked. Who may not take a place that is kept for others keeps their rank.
    """
    promoted = []
    list_ = list(SignUp.objects.waiting().filter(shift=shift).select_related("person"))
    often = experience.here_often([each.person_id for each in list_], shift) if list_ and shift.held_back else set()
    for waiting in list_:
        if shift.left <= 0:
            break
        if not shift.has_room_for(experienced=waiting.experienced, often=waiting.person_id in often):
            continue
        waiting.state, waiting.promoted_at = SignUpState.SIGNED_UP, clock.now()
        waiting.save(update_fields=["state", "promoted_at"])
        _count(shift, waiting, 1)
        notifications.promoted(shift, waiting.person)
        journal.record(
            by=by, action="volunteers.sign_up.promote", object_type="sign_up", object_id=waiting.pk, state=waiting.state
        )
        promoted.append(waiting)
    return promoted


def open_held_back(*, by: int) -> int:
    """The day before, the places kept for those with few shifts are for everybody who waits. Returns how many moved up."""
    tomorrow = Shift.objects.open().between(clock.now(), clock.now() + HELD_BACK_UNTIL)
    waited_for = tomorrow.filter(taken__lt=F("maximum"), sign_ups__state=SignUpState.WAITING).distinct()
    moved = 0
    for number in waited_for.order_by("starts_at", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            moved += len(fill(lock_shift(number), by=by))
    return moved


def _count(shift: Shift, person: SignUp, step: int) -> None:
    """Counted by the database, whose constraint refuses one too many even if nobody held the lock."""
    experienced = step if person.experienced else 0
    Shift.objects.filter(pk=shift.pk).update(
        taken=F("taken") + step, taken_experienced=F("taken_experienced") + experienced
    )
    shift.taken += step
    shift.taken_experienced += experienced
