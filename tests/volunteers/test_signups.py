"""Signing up, the last place, the waiting list, withdrawing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from coop.audit.journal import SYSTEM
from coop.web import clock
from volunteers import shifts, signups
from volunteers.errors import AlreadySignedUp, NotSignedUp, ShiftClosed, ShiftOver, ShiftsOverlap
from volunteers.models import Shift, SignUp, SignUpState

pytestmark = pytest.mark.django_db


def sign_up(shift, person):
    with transaction.atomic():
        return signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)


def withdraw(joined, person):
    with transaction.atomic():
        return signups.withdraw(sign_up_id=joined.pk, by=person.pk)


def states(shift):
    return list(SignUp.objects.filter(shift=shift).order_by("pk").values_list("state", flat=True))


def test_signing_up_takes_a_place(shift, volunteer):
    joined = sign_up(shift, volunteer)
    shift.refresh_from_db()
    assert (joined.state, shift.taken) == (SignUpState.SIGNED_UP, 1)


def test_a_full_shift_gives_a_place_on_the_waiting_list(make_shift, volunteer, other_volunteer):
    full = make_shift(maximum=1)
    sign_up(full, volunteer)
    assert sign_up(full, other_volunteer).state == SignUpState.WAITING
    full.refresh_from_db()
    assert full.taken == 1


def test_withdrawing_moves_the_first_of_the_waiting_list_up_and_tells_them(
    make_shift, volunteer, other_volunteer, person
):
    full = make_shift(maximum=1)
    third = person("Theo Third", "volunteer")
    first = sign_up(full, volunteer)
    second = sign_up(full, other_volunteer)
    waiting = sign_up(full, third)
    withdraw(first, volunteer)
    second.refresh_from_db()
    waiting.refresh_from_db()
    full.refresh_from_db()
    assert (second.state, waiting.state, full.taken) == (SignUpState.SIGNED_UP, SignUpState.WAITING, 1)
    assert second.promoted_at is not None


def test_leaving_the_waiting_list_changes_nobody_elses_place(make_shift, volunteer, other_volunteer):
    full = make_shift(maximum=1)
    sign_up(full, volunteer)
    withdraw(sign_up(full, other_volunteer), other_volunteer)
    full.refresh_from_db()
    assert full.taken == 1
    assert states(full) == [SignUpState.SIGNED_UP, SignUpState.WITHDRAWN]


def test_the_same_shift_twice_is_refused(shift, volunteer):
    sign_up(shift, volunteer)
    with pytest.raises(AlreadySignedUp):
        sign_up(shift, volunteer)


def test_after_withdrawing_one_may_sign_up_again(shift, volunteer):
    withdraw(sign_up(shift, volunteer), volunteer)
    assert sign_up(shift, volunteer).state == SignUpState.SIGNED_UP


def test_two_shifts_at_the_same_time_are_refused(make_shift, volunteer):
    sign_up(make_shift(starts="15:00", ends="17:00"), volunteer)
    with pytest.raises(ShiftsOverlap):
        sign_up(make_shift(starts="16:59", ends="18:00"), volunteer)


def test_one_shift_may_begin_when_the_other_ends(make_shift, volunteer):
    sign_up(make_shift(starts="15:00", ends="17:00"), volunteer)
    assert sign_up(make_shift(starts="17:00", ends="18:00"), volunteer).state == SignUpState.SIGNED_UP


def test_the_database_itself_refuses_an_overlap(make_shift, volunteer):
    joined = sign_up(make_shift(starts="15:00", ends="17:00"), volunteer)
    other = make_shift(starts="16:00", ends="18:00")
    with pytest.raises(IntegrityError, match="sign_up_no_overlap"), transaction.atomic():
        SignUp.objects.create(
            shift=other,
            person=volunteer,
            state=SignUpState.SIGNED_UP,
            starts_at=other.starts_at,
            ends_at=other.ends_at,
            joined_at=joined.joined_at,
        )


def test_the_database_itself_refuses_more_people_than_places(make_shift, volunteer):
    shift = make_shift(maximum=1)
    with pytest.raises(IntegrityError, match="shift_never_overfull"), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(taken=2)


def test_a_shift_that_has_begun_takes_nobody_and_lets_nobody_go(shift, volunteer, other_volunteer):
    joined = sign_up(shift, volunteer)
    with clock.at(shift.starts_at):
        with pytest.raises(ShiftOver):
            sign_up(shift, other_volunteer)
        with pytest.raises(ShiftOver):
            withdraw(joined, volunteer)


def test_a_cancelled_shift_takes_nobody(shift, volunteer):
    shifts.cancel_shift(shift_id=shift.pk, by=volunteer.pk)
    with pytest.raises(ShiftClosed):
        sign_up(shift, volunteer)


def test_withdrawing_twice_is_refused(shift, volunteer):
    joined = sign_up(shift, volunteer)
    withdraw(joined, volunteer)
    with pytest.raises(NotSignedUp):
        withdraw(joined, volunteer)


class TestNeverBeginnersAlone:
    def test_the_last_place_is_kept_for_somebody_experienced(self, make_shift, volunteer, coordinator, person):
        shift = make_shift(maximum=2, needs_experienced=True)
        assert sign_up(shift, volunteer).state == SignUpState.SIGNED_UP
        assert sign_up(shift, person("Bo Beginner", "volunteer")).state == SignUpState.WAITING
        assert sign_up(shift, coordinator).state == SignUpState.SIGNED_UP

    def test_with_somebody_experienced_a_beginner_takes_the_last_place(self, make_shift, volunteer, coordinator):
        shift = make_shift(maximum=2, needs_experienced=True)
        sign_up(shift, coordinator)
        assert sign_up(shift, volunteer).state == SignUpState.SIGNED_UP

    def test_three_validated_shifts_make_somebody_experienced(self, make_shift, volunteer, validated_hours):
        validated_hours(volunteer, 17)
        assert sign_up(make_shift(maximum=1, needs_experienced=True), volunteer).state == SignUpState.SIGNED_UP

    def test_a_beginner_keeps_their_rank_while_an_experienced_person_moves_up(
        self, make_shift, volunteer, coordinator, person
    ):
        shift = make_shift(maximum=1, needs_experienced=True)
        other = person("Cleo Coordinator", "coordinator")
        first = sign_up(shift, coordinator)
        sign_up(shift, volunteer)
        sign_up(shift, other)
        withdraw(first, coordinator)
        assert states(shift) == [SignUpState.WITHDRAWN, SignUpState.WAITING, SignUpState.SIGNED_UP]


class TestFairShare:
    def busy(self, make_shift, somebody):
        """Three other shifts around the one in question."""
        for days in (10, 12, 16):
            sign_up(make_shift(day=clock.today() + timedelta(days=days)), somebody)
        return somebody

    @pytest.fixture
    def nearly_full(self, make_shift, person):
        shift = make_shift(maximum=4)
        for n in range(3):
            sign_up(shift, person(f"Number {n}", "volunteer"))
        return shift

    def test_until_the_day_before_the_last_place_is_for_those_with_few_shifts(
        self, make_shift, nearly_full, volunteer, other_volunteer
    ):
        assert sign_up(nearly_full, self.busy(make_shift, volunteer)).state == SignUpState.WAITING
        assert sign_up(nearly_full, other_volunteer).state == SignUpState.SIGNED_UP

    def test_the_day_before_it_goes_to_who_waits(self, make_shift, nearly_full, volunteer):
        waiting = sign_up(nearly_full, self.busy(make_shift, volunteer))
        assert signups.open_held_back(by=SYSTEM) == 0
        with clock.at(nearly_full.starts_at - timedelta(hours=23)):
            assert (signups.open_held_back(by=SYSTEM), signups.open_held_back(by=SYSTEM)) == (1, 0)
        waiting.refresh_from_db()
        assert waiting.state == SignUpState.SIGNED_UP

    def test_the_day_before_everybody_takes_what_is_left(self, make_shift, nearly_full, volunteer):
        self.busy(make_shift, volunteer)
        with clock.at(nearly_full.starts_at - timedelta(hours=23)):
            assert sign_up(nearly_full, volunteer).state == SignUpState.SIGNED_UP

    def test_a_place_given_back_goes_past_who_is_here_often(self, make_shift, nearly_full, volunteer, other_volunteer):
        fourth = sign_up(nearly_full, other_volunteer)
        busy = sign_up(nearly_full, self.busy(make_shift, volunteer))
        withdraw(fourth, other_volunteer)
        busy.refresh_from_db()
        assert busy.state == SignUpState.WAITING

    def test_small_shifts_keep_nothing_back(self, make_shift, volunteer):
        small = make_shift(maximum=3)
        assert sign_up(small, self.busy(make_shift, volunteer)).state == SignUpState.SIGNED_UP

    def test_somebody_experienced_who_is_missing_goes_before_a_fair_share(self, make_shift, coordinator, person):
        shift = make_shift(maximum=4, needs_experienced=True)
        for n in range(3):
            sign_up(shift, person(f"Number {n}", "volunteer"))
        assert sign_up(shift, self.busy(make_shift, coordinator)).state == SignUpState.SIGNED_UP


def test_more_places_move_the_waiting_list_up(make_shift, volunteer, other_volunteer, coordinator):
    shift = make_shift(maximum=1)
    sign_up(shift, volunteer)
    waiting = sign_up(shift, other_volunteer)
    amend(shift, coordinator, maximum=2)
    waiting.refresh_from_db()
    assert waiting.state == SignUpState.SIGNED_UP


def amend(shift, coordinator, **changes):
    now_so = {
        name: getattr(shift, name)
        for name in ("title", "place", "starts_at", "ends_at", "minimum", "maximum", "needs_experienced")
    }
    return shifts.amend_shift(shift_id=shift.pk, by=coordinator.pk, **(now_so | changes))


@pytest.mark.django_db(transaction=True)
class TestTwoPeopleForTheLastPlace:
    def race(self, shift, people):
        barrier = threading.Barrier(len(people))
        got: dict[int, str] = {}

        def run(person):
            try:
                barrier.wait()
                joined = signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
                got[person.pk] = joined.state
            except IntegrityError:
                got[person.pk] = "crashed"
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[person]) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(got.values())

    def test_exactly_one_gets_it_and_the_other_waits(self, make_shift, person):
        shift = make_shift(maximum=1)
        people = [person(f"Racer {n}", "volunteer") for n in range(8)]
        assert self.race(shift, people) == [SignUpState.SIGNED_UP] + [SignUpState.WAITING] * 7
        shift.refresh_from_db()
        assert shift.taken == 1

    def test_without_the_lock_somebody_is_not_told_properly(self, make_shift, person, monkeypatch):
        meet = threading.Barrier(2)

        def look_without_holding(shift_id):
            found = Shift.objects.get(pk=shift_id)
            meet.wait()
            return found

        monkeypatch.setattr(signups, "lock_shift", look_without_holding)
        shift = make_shift(maximum=1)
        people = [person(f"Racer {n}", "volunteer") for n in range(2)]
        assert self.race(shift, people) == ["crashed", SignUpState.SIGNED_UP]
