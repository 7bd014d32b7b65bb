"""Time worked: quarters, validation by somebody else within 14 days, limits, totals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import hours
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
from volunteers.models import Activity, HoursSource, HoursState, WorkedTime

pytestmark = pytest.mark.django_db
EVENING = moment(MONDAY, "23:00")


def declare(person, starts="09:00", ends="11:00", day=MONDAY):
    return hours.declare(
        person_id=person.pk,
        activity=Activity.DRIVE,
        title="Posters",
        starts_at=moment(day, starts),
        ends_at=moment(day, ends),
        by=person.pk,
    )


@pytest.fixture(autouse=True)
def monday_evening():
    with clock.at(EVENING):
        yield


@pytest.mark.parametrize(
    ("arrives", "leaves", "minutes"),
    [
        ("15:32", "17:30", 120),
        ("15:28", "17:28", 120),
        ("15:30", "16:45", 75),
        ("11:55", "13:25", 90),
        ("9:00", "9:02", 15),
    ],
)
def test_time_counts_to_the_nearest_quarter(arrives, leaves, minutes):
    pad = lambda at: at.zfill(5)  # noqa: E731
    assert hours.quarter_hours(moment(MONDAY, pad(arrives)), moment(MONDAY, pad(leaves))) == minutes


def test_hours_of_a_shift_wait_for_somebody(work, volunteer):
    worked = work(volunteer, MONDAY)
    assert (worked.state, worked.minutes, worked.source) == (HoursState.WAITING, 120, HoursSource.ATTENDANCE)


def test_somebody_else_validates(work, volunteer, coordinator):
    worked = work(volunteer, MONDAY)
    decided = hours.validate(worked_id=worked.pk, by=coordinator.pk)
    assert (decided.state, decided.decided_by, decided.decided_at) == (HoursState.VALIDATED, coordinator.pk, EVENING)


def test_nobody_validates_their_own(volunteer):
    worked = declare(volunteer)
    with pytest.raises(OwnHours):
        hours.validate(worked_id=worked.pk, by=volunteer.pk)
    with pytest.raises(OwnHours):
        hours.refuse(worked_id=worked.pk, reason="No", by=volunteer.pk)


def test_the_database_itself_refuses_ones_own(volunteer):
    declare(volunteer)
    with pytest.raises(IntegrityError, match="worked_nobody_validates_their_own"), transaction.atomic():
        WorkedTime.objects.update(state=HoursState.VALIDATED, decided_by=volunteer.pk, decided_at=EVENING)


def test_after_fourteen_days_a_yes_needs_a_reason(work, volunteer, coordinator):
    worked = work(volunteer, MONDAY)
    with clock.at(moment(MONDAY + timedelta(days=14), "17:30")):
        assert not hours.is_overdue(worked)
    with clock.at(moment(MONDAY + timedelta(days=14), "17:31")):
        with pytest.raises(TooLate):
            hours.validate(worked_id=worked.pk, by=coordinator.pk)
        with pytest.raises(ReasonNeeded):
            hours.validate_late(worked_id=worked.pk, reason="", by=coordinator.pk)
        decided = hours.validate_late(worked_id=worked.pk, reason="I was ill", by=coordinator.pk)
    assert (decided.state, decided.reason) == (HoursState.VALIDATED, "I was ill")


def test_a_refusal_has_a_reason(volunteer, coordinator):
    worked = declare(volunteer)
    with pytest.raises(ReasonNeeded):
        hours.refuse(worked_id=worked.pk, reason="  ", by=coordinator.pk)
    assert hours.refuse(worked_id=worked.pk, reason="Paid work", by=coordinator.pk).state == HoursState.REFUSED


def test_what_is_decided_is_decided(volunteer, coordinator):
    worked = declare(volunteer)
    hours.validate(worked_id=worked.pk, by=coordinator.pk)
    with pytest.raises(AlreadyDecided):
        hours.refuse(worked_id=worked.pk, reason="Changed my mind", by=coordinator.pk)


def test_validated_hours_can_only_be_reversed(volunteer, coordinator):
    worked = declare(volunteer)
    hours.validate(worked_id=worked.pk, by=coordinator.pk)
    assert hours.take_back(worked_id=worked.pk, reason="Mistake", by=coordinator.pk).state == HoursState.REVERSED
    with pytest.raises(AlreadyDecided):
        hours.take_back(worked_id=worked.pk, reason="Again", by=coordinator.pk)


def test_declared_hours_wait_and_do_not_count_yet(volunteer):
    declare(volunteer)
    assert hours.totals(volunteer.pk, *hours.year_bounds(2026)) == hours.Totals(validated=0, waiting=120)


@pytest.mark.parametrize(
    ("starts", "ends", "day", "refusal"),
    [
        ("11:00", "09:00", MONDAY, TimesOutOfOrder),
        ("22:00", "23:30", MONDAY, NotYetWorked),
        ("09:00", "10:00", MONDAY - timedelta(days=61), TooLongAgo),
        ("08:00", "18:30", MONDAY, TooMuchInADay),
    ],
)
def test_declarations_that_make_no_sense_are_refused(volunteer, starts, ends, day, refusal):
    with pytest.raises(refusal):
        declare(volunteer, starts, ends, day)


def test_hours_at_the_same_time_count_once(work, volunteer):
    work(volunteer, MONDAY, "15:30", "17:30")
    with pytest.raises(HoursOverlap):
        declare(volunteer, "17:00", "18:00")


def test_more_than_ten_hours_in_a_day_are_not_validated(work, volunteer, coordinator):
    first = work(volunteer, MONDAY, "06:00", "12:00")
    second = work(volunteer, MONDAY, "13:00", "17:15")
    hours.validate(worked_id=first.pk, by=coordinator.pk)
    with pytest.raises(TooMuchInADay):
        hours.validate(worked_id=second.pk, by=coordinator.pk)


def test_sixty_hours_a_week_and_not_a_quarter_more(volunteer, coordinator):
    with clock.at(moment(MONDAY + timedelta(days=7), "08:00")):
        for n in range(6):
            worked = declare(volunteer, "08:00", "18:00", MONDAY + timedelta(days=n))
            hours.validate(worked_id=worked.pk, by=coordinator.pk)
        with pytest.raises(TooMuchInAWeek):
            declare(volunteer, "08:00", "08:15", MONDAY + timedelta(days=6))


def test_in_a_batch_one_refusal_stops_no_other(work, volunteer, other_volunteer, coordinator):
    good, own = work(volunteer, MONDAY), declare(coordinator)
    also_good = work(other_volunteer, MONDAY)
    batch = hours.validate_all(worked_ids=[own.pk, good.pk, also_good.pk], by=coordinator.pk)
    assert batch.validated == tuple(sorted([good.pk, also_good.pk]))
    assert [(pk, type(refusal)) for pk, refusal in batch.refused] == [(own.pk, OwnHours)]


def test_totals_are_of_the_period(volunteer, coordinator, validated_hours):
    validated_hours(volunteer, 8, first=date(2026, 8, 31))
    validated_hours(volunteer, 5, first=date(2026, 9, 1))
    assert hours.totals(volunteer.pk, *hours.year_bounds(2026)).validated == 5 * 60
    assert hours.totals(volunteer.pk, *hours.year_bounds(2025)).validated == 8 * 60
