"""Verbs on shifts: patterns, dated shifts made ahead of time, amending one, cancelling one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from coop.audit import journal
from coop.school import closures
from coop.web import clock
from volunteers import notifications, signups
from volunteers.errors import PlacesOutOfOrder, ShiftClosed, SomebodyHasOverlap, TimesOutOfOrder, TooManySignedUp
from volunteers.models import Shift, ShiftPattern, ShiftState, SignUp, SignUpState

MADE_AHEAD = timedelta(weeks=5)


class Weekly(TypedDict):
    """What a shift that comes back every week is."""

    kind: str
    title: str
    place: str
    weekday: int
    starts: time
    ends: time
    minimum: int
    maximum: int
    needs_experienced: bool
    needs: NotRequired[str]
    first_day: date
    last_day: date | None


@transaction.atomic
def begin_pattern(*, by: int, **said: Unpack[Weekly]) -> ShiftPattern:
    """A shift that comes back every week from `first_day` on. Its dated shifts are made by `make_ahead`."""
    _check(said["starts"] < said["ends"], said["minimum"] <= said["maximum"])
    pattern = ShiftPattern.objects.create(**said)
    journal.record(by=by, action="volunteers.pattern.begin", object_type="shift_pattern", object_id=pattern.pk)
    return pattern


@transaction.atomic
def end_pattern(*, pattern: ShiftPattern, last_day: date, by: int) -> ShiftPattern:
    """No more shifts are made after `last_day`. Those already made stay: people may have signed up."""
    pattern.last_day = max(last_day, pattern.first_day)
    pattern.save(update_fields=["last_day"])
    journal.record(by=by, action="volunteers.pattern.end", object_type="shift_pattern", object_id=pattern.pk)
    return pattern


@transaction.atomic
def make_ahead(*, until: date, by: int) -> int:
    """Make the dated shifts of every pattern from today to `until`. One that exists, amended or not, is left alone; days on
    which the school is closed are left out.

    Returns how many were made. May run as often as wanted, and twice at once: the pair (pattern, day) is unique.
    """
    first = clock.today()
    shut = closures.between(first, until)
    days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
    days = [day for day in days if not any(closure.covers(day) for closure in shut)]
    patterns = list(ShiftPattern.objects.all())
    there = set(Shift.objects.filter(made_for__gte=first, made_for__lte=until).values_list("pattern_id", "made_for"))
    wanted = [
        _from_pattern(pattern, day)
        for pattern in patterns
        for day in days
        if pattern.falls_on(day) and (pattern.pk, day) not in there
    ]
    Shift.objects.bulk_create(wanted, ignore_conflicts=True)
    if wanted:
        journal.record(
            by=by, action="volunteers.shifts.make", object_type="shift", object_id=len(wanted), state=until.isoformat()
        )
    return len(wanted)


def _from_pattern(pattern: ShiftPattern, day: date) -> Shift:
    return Shift(
        pattern=pattern,
        made_for=day,
        kind=pattern.kind,
        title=pattern.title,
        place=pattern.place,
        starts_at=timezone.make_aware(datetime.combine(day, pattern.starts)),
        ends_at=timezone.make_aware(datetime.combine(day, pattern.ends)),
        minimum=pattern.minimum,
        maximum=pattern.maximum,
        needs_experienced=pattern.needs_experienced,
        needs=pattern.needs,
    )


@transaction.atomic
def plan_shift(
    *,
    kind: str,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    minimum: int,
    maximum: int,
    needs_experienced: bool,
    by: int,
    distribution_id: int | None = None,
    needs: str = "",
) -> Shift:
    """A single shift that no pattern makes: a drive on a Saturday, a transport, a training."""
    _check(starts_at < ends_at, minimum <= maximum)
    shift = Shift.objects.create(
        kind=kind,
        title=title,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        minimum=minimum,
        maximum=maximum,
        needs_experienced=needs_experienced,
        needs=needs,
        distribution_id=distribution_id,
    )
    journal.record(by=by, action="volunteers.shift.plan", object_type="shift", object_id=shift.pk, state=shift.state)
    return shift


def amend_shift(
    *,
    shift_id: int,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    minimum: int,
    maximum: int,
    needs_experienced: bool,
    by: int,
    distribution_id: int | None = None,
    needs: str = "",
) -> Shift:
    """Change one dated shift; its pattern never overwrites it. People who signed up are told when it moved.

    Refuses a number of places below those taken, and a time at which somebody who signed up has another shift.
    """
    _check(starts_at < ends_at, minimum <= maximum)
    try:
        with transaction.atomic():
            shift = signups.lock_shift(shift_id)
            if shift.state != ShiftState.OPEN:
                raise ShiftClosed
            if maximum < shift.taken:
                raise TooManySignedUp
            moved = (shift.starts_at, shift.ends_at, shift.place) != (starts_at, ends_at, place)
            shift.title, shift.place = title, place
            shift.starts_at, shift.ends_at = starts_at, ends_at
            shift.minimum, shift.maximum, shift.needs_experienced = minimum, maximum, needs_experienced
            shift.distribution_id, shift.needs = distribution_id, needs
            shift.amended_at, shift.amended_by = clock.now(), by
            shift.save()
            if moved:
                _move_people(shift)
            signups.fill(shift, by=by)
            journal.record(by=by, action="volunteers.shift.amend", object_type="shift", object_id=shift.pk)
            return shift
    except IntegrityError as clash:
        raise SomebodyHasOverlap from clash


def _move_people(shift: Shift) -> None:
    for sign_up in SignUp.objects.holding().filter(shift=shift).select_related("person"):
        notifications.forget_reminders(sign_up)
        notifications.shift_moved(shift, sign_up.person)
    SignUp.objects.holding().filter(shift=shift).update(starts_at=shift.starts_at, ends_at=shift.ends_at)


@transaction.atomic
def cancel_shift(*, shift_id: int, by: int) -> Shift:
    """The shift does not take place. Everybody on it or waiting for it is told."""
    shift = signups.lock_shift(shift_id)
    if shift.state != ShiftState.OPEN:
        raise ShiftClosed
    for sign_up in SignUp.objects.holding().filter(shift=shift).select_related("person"):
        notifications.forget_reminders(sign_up)
        notifications.shift_cancelled(shift, sign_up.person)
    SignUp.objects.holding().filter(shift=shift).update(state=SignUpState.CANCELLED, ended_at=clock.now(), ended_by=by)
    shift.state, shift.cancelled_at, shift.cancelled_by = ShiftState.CANCELLED, clock.now(), by
    shift.taken = shift.taken_experienced = 0
    shift.save()
    journal.record(by=by, action="volunteers.shift.cancel", object_type="shift", object_id=shift.pk, state=shift.state)
    return shift


def _check(times_in_order: bool, places_in_order: bool) -> None:
    if not times_in_order:
        raise TimesOutOfOrder
    if not places_in_order:
        raise PlacesOutOfOrder
