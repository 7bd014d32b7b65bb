"""Who came: marks, what they say together, corrections, duties, the code at the room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.web import clock
from tests.volunteers.conftest import MONDAY, attend, moment
from volunteers import attendance, door, hours, signups
from volunteers.errors import (
    AlreadyCheckedIn,
    AlreadyCheckedOut,
    NotCheckedIn,
    NotExpectedToday,
    NothingToCorrect,
    OwnAttendance,
    ReasonNeeded,
    TooEarly,
    TooManyCodes,
    WrongCode,
)
from volunteers.models import AttendanceMark, HoursState, MarkedHow, MarkKind, WorkedTime

pytestmark = pytest.mark.django_db
BY_HAND = MarkedHow.COORDINATOR


@pytest.fixture
def joined(make_shift, volunteer):
    with clock.at(moment(MONDAY, "08:00")):
        shift = make_shift(day=MONDAY, starts="15:30", ends="17:30")
        return signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)


def says(sign_up, at):
    return attendance.presence(sign_up, sign_up.marks.all(), moment(MONDAY, at))


def check_in(sign_up, by, at):
    with clock.at(moment(MONDAY, at)):
        attendance.check_in(sign_up_id=sign_up.pk, how=BY_HAND, by=by.pk)


def check_out(sign_up, by, at):
    with clock.at(moment(MONDAY, at)):
        attendance.check_out(sign_up_id=sign_up.pk, how=BY_HAND, by=by.pk)


def test_signing_up_is_not_attendance(joined):
    assert says(joined, "17:29").status == attendance.Status.EXPECTED
    assert says(joined, "17:30").status == attendance.Status.UNKNOWN


@pytest.mark.parametrize(("arrives", "late"), [("15:40", False), ("15:41", True)])
def test_late_is_more_than_ten_minutes(joined, coordinator, arrives, late):
    check_in(joined, coordinator, arrives)
    assert (says(joined, arrives).status, says(joined, arrives).late) == (attendance.Status.PRESENT, late)


@pytest.mark.parametrize(("leaves", "early"), [("17:20", False), ("17:19", True)])
def test_left_early_is_more_than_ten_minutes(joined, coordinator, leaves, early):
    check_in(joined, coordinator, "15:30")
    check_out(joined, coordinator, leaves)
    assert (says(joined, leaves).status, says(joined, leaves).left_early) == (attendance.Status.DONE, early)


def test_check_in_opens_a_duty_and_check_out_closes_it(joined, volunteer, coordinator):
    check_in(joined, coordinator, "15:30")
    at = moment(MONDAY, "16:00")
    assert duties.on_duty(volunteer.pk, Duty.Task.PACK, at)
    assert not duties.on_duty(volunteer.pk, Duty.Task.RECEIVE, at)
    check_out(joined, coordinator, "17:00")
    assert duties.on_duty(volunteer.pk, Duty.Task.PACK, at)
    assert not duties.on_duty(volunteer.pk, Duty.Task.PACK, moment(MONDAY, "17:00"))


def test_a_duty_nobody_closes_ends_half_an_hour_after_the_shift(joined, volunteer, coordinator):
    check_in(joined, coordinator, "15:30")
    assert duties.on_duty(volunteer.pk, Duty.Task.PACK, moment(MONDAY, "17:59"))
    assert not duties.on_duty(volunteer.pk, Duty.Task.PACK, moment(MONDAY, "18:00"))


def test_the_doors_open_half_an_hour_before(joined, coordinator):
    with pytest.raises(TooEarly):
        check_in(joined, coordinator, "14:59")
    check_in(joined, coordinator, "15:00")


def test_in_twice_out_twice_and_out_before_in_are_refused(joined, coordinator):
    with pytest.raises(NotCheckedIn):
        check_out(joined, coordinator, "16:00")
    check_in(joined, coordinator, "15:30")
    with pytest.raises(AlreadyCheckedIn):
        check_in(joined, coordinator, "15:31")
    check_out(joined, coordinator, "17:30")
    with pytest.raises(AlreadyCheckedOut):
        check_out(joined, coordinator, "17:31")


def test_nobody_marks_their_own_attendance(joined, volunteer):
    with pytest.raises(OwnAttendance):
        check_in(joined, volunteer, "15:30")


@pytest.mark.parametrize("kind", [MarkKind.ABSENT, MarkKind.EXCUSED])
def test_absent_and_excused(joined, coordinator, kind):
    verb = attendance.mark_absent if kind == MarkKind.ABSENT else attendance.mark_excused
    verb(sign_up_id=joined.pk, by=coordinator.pk)
    assert says(joined, "16:00").status == kind


def test_a_correction_adds_marks_and_keeps_the_first(joined, coordinator):
    worked = attend(joined, "15:30", "16:30", coordinator)
    with clock.at(moment(MONDAY, "20:00")):
        attendance.correct_times(
            sign_up_id=joined.pk,
            arrived_at=moment(MONDAY, "15:30"),
            left_at=moment(MONDAY, "17:30"),
            reason="Left later than marked",
            by=coordinator.pk,
        )
    marks = list(joined.marks.values_list("kind", "reason"))
    assert marks == [
        ("arrived", ""),
        ("left", ""),
        ("arrived", "Left later than marked"),
        ("left", "Left later than marked"),
    ]
    assert says(joined, "20:00").corrected
    worked.refresh_from_db()
    assert worked.state == HoursState.REVERSED
    assert WorkedTime.objects.waiting().get(sign_up=joined).minutes == 120


def test_a_correction_to_absent_reverses_validated_hours(joined, coordinator):
    worked = attend(joined, "15:30", "17:30", coordinator)
    with clock.at(moment(MONDAY, "20:00")):
        hours.validate(worked_id=worked.pk, by=coordinator.pk)
        attendance.correct_to(sign_up_id=joined.pk, kind=MarkKind.ABSENT, reason="Wrong person", by=coordinator.pk)
    assert not WorkedTime.objects.counting().filter(sign_up=joined).exists()
    assert says(joined, "20:00").status == attendance.Status.ABSENT


def test_a_correction_needs_a_reason_and_something_to_correct(joined, coordinator):
    with pytest.raises(ReasonNeeded):
        attendance.correct_to(sign_up_id=joined.pk, kind=MarkKind.ABSENT, reason=" ", by=coordinator.pk)
    with pytest.raises(NothingToCorrect):
        attendance.correct_to(sign_up_id=joined.pk, kind=MarkKind.ABSENT, reason="Typo", by=coordinator.pk)


@pytest.mark.parametrize(
    "change",
    [lambda: AttendanceMark.objects.update(marked_by=0), lambda: AttendanceMark.objects.all()._raw_delete("default")],
    ids=["update", "delete"],
)
def test_the_database_lets_nobody_change_a_mark(joined, coordinator, change):
    check_in(joined, coordinator, "15:30")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        change()


class TestTheCodeAtTheRoom:
    @pytest.fixture(autouse=True)
    def fresh_tries(self):
        cache.clear()

    def test_checks_in_and_then_out(self, joined, volunteer):
        for at in ("15:28", "17:30"):
            with clock.at(moment(MONDAY, at)):
                door.arrive(person_id=volunteer.pk, code=door.code_for(joined.shift_id, clock.now()))
        assert says(joined, "17:30").status == attendance.Status.DONE
        assert list(joined.marks.values_list("how", "marked_by")) == [(MarkedHow.CODE, volunteer.pk)] * 2

    def test_is_good_for_this_minute_and_the_next(self, joined):
        shown_at = moment(MONDAY, "15:30")
        code = door.code_for(joined.shift_id, shown_at)
        after = [door.is_good(joined.shift_id, code, shown_at + timedelta(seconds=s)) for s in (0, 59, 60, 119, 120)]
        assert after == [True, True, True, True, False]

    def test_is_read_however_it_is_typed(self, joined):
        at = moment(MONDAY, "15:30")
        code = door.code_for(joined.shift_id, at)
        assert door.is_good(joined.shift_id, f" {code[:3].lower()}-{code[3:]} ", at)

    def test_of_another_shift_is_wrong(self, joined, make_shift, volunteer):
        with clock.at(moment(MONDAY, "08:00")):
            other = make_shift(day=MONDAY)
        with clock.at(moment(MONDAY, "15:30")), pytest.raises(WrongCode):
            door.arrive(person_id=volunteer.pk, code=door.code_for(other.pk, clock.now()))

    def test_is_for_those_who_signed_up(self, joined, other_volunteer):
        with clock.at(moment(MONDAY, "15:30")), pytest.raises(NotExpectedToday):
            door.arrive(person_id=other_volunteer.pk, code=door.code_for(joined.shift_id, clock.now()))

    def test_cannot_be_guessed_ten_times(self, volunteer):
        for _ in range(door.TRIES):
            door.count_try(volunteer.pk)
        with pytest.raises(TooManyCodes):
            door.count_try(volunteer.pk)
