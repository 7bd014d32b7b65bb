"""Patterns make dated shifts; an amended one is never overwritten."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from coop.audit.journal import SYSTEM
from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import shifts, signups
from volunteers.errors import PlacesOutOfOrder, ShiftClosed, SomebodyHasOverlap, TimesOutOfOrder, TooManySignedUp
from volunteers.models import (
    CLAIM_MOVES,
    HOURS_MOVES,
    SHIFT_MOVES,
    SIGN_UP_MOVES,
    ClaimState,
    HoursState,
    Shift,
    ShiftState,
    SignUp,
    SignUpState,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.at(moment(MONDAY, "06:00")):
        yield


def begin(**changes):
    plain = {
        "kind": "storage",
        "title": "Receiving",
        "place": "Room C4",
        "weekday": 0,
        "starts": time(12),
        "ends": time(13, 30),
        "minimum": 1,
        "maximum": 3,
        "needs_experienced": True,
        "first_day": MONDAY,
        "last_day": None,
        "by": SYSTEM,
    }
    return shifts.begin_pattern(**(plain | changes))


def make_ahead(weeks=3):
    return shifts.make_ahead(until=MONDAY + timedelta(weeks=weeks), by=SYSTEM)


def amend(shift, by, **changes):
    fields = ("title", "place", "starts_at", "ends_at", "minimum", "maximum", "needs_experienced")
    return shifts.amend_shift(shift_id=shift.pk, by=by.pk, **({f: getattr(shift, f) for f in fields} | changes))


def test_shifts_are_made_on_the_weekday_until_the_day():
    begin()
    assert make_ahead(3) == 4
    assert [s.day for s in Shift.objects.all()] == [MONDAY + timedelta(weeks=n) for n in range(4)]


def test_making_again_makes_nothing_and_overwrites_nothing(coordinator):
    begin()
    make_ahead()
    amended, day = Shift.objects.order_by("starts_at").last(), timedelta(days=1)
    amend(
        amended,
        coordinator,
        place="Hall",
        starts_at=amended.starts_at + day,
        ends_at=amended.ends_at + day,
    )
    assert make_ahead() == 0
    amended.refresh_from_db()
    assert (amended.place, amended.day) == ("Hall", MONDAY + timedelta(weeks=3, days=1))


def test_a_cancelled_one_is_not_made_again(coordinator):
    begin()
    make_ahead()
    shifts.cancel_shift(shift_id=Shift.objects.first().pk, by=coordinator.pk)
    assert make_ahead() == 0
    assert Shift.objects.open().count() == 3


def test_the_database_lets_a_pattern_make_one_shift_a_day():
    pattern = begin()
    make_ahead()
    with pytest.raises(IntegrityError, match="shift_once_per_pattern_and_day"), transaction.atomic():
        Shift.objects.create(
            pattern=pattern,
            made_for=MONDAY,
            kind="storage",
            title="Again",
            place="C4",
            starts_at=moment(MONDAY, "12:00"),
            ends_at=moment(MONDAY, "13:00"),
        )


def test_the_hour_stays_the_same_when_the_clocks_change():
    begin(first_day=date(2026, 3, 23))
    with clock.at(moment(date(2026, 3, 23), "06:00")):
        shifts.make_ahead(until=date(2026, 3, 30), by=SYSTEM)
    assert [s.starts_at for s in Shift.objects.all()] == [
        moment(date(2026, 3, 23), "12:00"),
        moment(date(2026, 3, 30), "12:00"),
    ]


def test_an_ended_pattern_makes_no_more():
    pattern = begin()
    shifts.end_pattern(pattern=pattern, last_day=MONDAY + timedelta(days=7), by=SYSTEM)
    assert make_ahead() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"ends": time(11)}, TimesOutOfOrder), ({"minimum": 4}, PlacesOutOfOrder)]
)
def test_a_pattern_that_makes_no_sense_is_refused(changes, refusal):
    with pytest.raises(refusal):
        begin(**changes)


def test_places_below_those_taken_are_refused(shift, volunteer, other_volunteer, coordinator):
    for person in (volunteer, other_volunteer):
        signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
    with pytest.raises(TooManySignedUp):
        amend(shift, coordinator, maximum=1)


def test_a_move_onto_somebodys_other_shift_is_refused(make_shift, volunteer, coordinator):
    first, second = make_shift(starts="09:00", ends="10:00"), make_shift(starts="11:00", ends="12:00")
    for shift in (first, second):
        signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
    with pytest.raises(SomebodyHasOverlap):
        amend(first, coordinator, starts_at=second.starts_at, ends_at=second.ends_at)


def test_people_move_with_their_shift(shift, volunteer, coordinator):
    joined = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
    amended = amend(
        shift, coordinator, starts_at=shift.starts_at + timedelta(hours=1), ends_at=shift.ends_at + timedelta(hours=1)
    )
    joined.refresh_from_db()
    assert (joined.starts_at, joined.ends_at) == (amended.starts_at, amended.ends_at)


def test_cancelling_ends_every_sign_up(make_shift, volunteer, other_volunteer, coordinator):
    shift = make_shift(maximum=1)
    for person in (volunteer, other_volunteer):
        signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
    shifts.cancel_shift(shift_id=shift.pk, by=coordinator.pk)
    assert set(SignUp.objects.values_list("state", flat=True)) == {SignUpState.CANCELLED}
    with pytest.raises(ShiftClosed):
        shifts.cancel_shift(shift_id=shift.pk, by=coordinator.pk)


@pytest.mark.parametrize(
    ("states", "moves"),
    [(ShiftState, SHIFT_MOVES), (SignUpState, SIGN_UP_MOVES), (HoursState, HOURS_MOVES), (ClaimState, CLAIM_MOVES)],
)
def test_every_state_has_its_moves(states, moves):
    assert set(moves) == set(states.values)
    assert set().union(*moves.values()) <= set(states.values)
