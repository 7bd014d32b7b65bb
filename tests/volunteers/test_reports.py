"""Figures of a month, and the functions that make a demonstration year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import attendance, hours, reports, setup, signups
from volunteers.models import Claim, HoursState, MarkKind, Shift, SignUp, WorkedTime

pytestmark = pytest.mark.django_db


def test_a_month_counts_people_minutes_sign_ups_and_absences(
    work, volunteer, other_volunteer, coordinator, make_shift, django_assert_num_queries
):
    validated, _waiting = work(volunteer, MONDAY), work(other_volunteer, MONDAY + timedelta(days=1))
    with clock.at(moment(MONDAY + timedelta(days=2), "08:00")):
        hours.validate(worked_id=validated.pk, by=coordinator.pk)
        shift = make_shift(day=MONDAY + timedelta(days=2))
        for person in (volunteer, other_volunteer):
            joined = signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
            attendance.mark_absent(sign_up_id=joined.pk, by=coordinator.pk)
        attendance.correct_to(sign_up_id=joined.pk, kind=MarkKind.EXCUSED, reason="Had said so", by=coordinator.pk)
    with django_assert_num_queries(3):
        figures = reports.month(date(2026, 11, 1), date(2026, 12, 1))
    assert figures == reports.VolunteerFigures(
        people=2, shifts=2, minutes_validated=120, minutes_waiting=120, sign_ups=4, absences=1
    )


def test_another_month_is_empty(work, volunteer):
    work(volunteer, MONDAY)
    assert reports.month(date(2026, 12, 1), date(2027, 1, 1)) == reports.VolunteerFigures()


def test_a_past_year_is_made_by_the_verbs(coordinator, programme_lead, person):
    people = [person(f"Some {n}", "volunteer").pk for n in range(3)]
    setup.weekly_shifts(first_day=date(2020, 9, 7), last_day=date(2020, 10, 31), by=coordinator.pk)
    course = setup.programme(
        code="lp", name="Course", school_year=2020, leads=[programme_lead.pk], by=programme_lead.pk
    )
    setup.enrol(people=people, programme=course, school_year=2020, by=programme_lead.pk)
    made = setup.past_shifts(
        first_day=date(2020, 9, 7), last_day=date(2020, 10, 31), people=people, coordinator=coordinator.pk
    )
    assert made == Shift.objects.count() == 16
    assert set(WorkedTime.objects.values_list("state", flat=True)) == {HoursState.VALIDATED}
    assert SignUp.objects.count() == 32
    figures = reports.month(date(2020, 9, 1), date(2021, 9, 1))
    assert (figures.people, figures.sign_ups, figures.absences) == (3, 32, 3)


def test_claims_are_made_and_decided(volunteer, programme, programme_lead, validated_hours):
    validated_hours(volunteer, 38)
    setup.enrol(people=[volunteer.pk], programme=programme, school_year=2026, by=programme_lead.pk)
    decided = setup.claim_and_decide(
        people=[volunteer.pk], school_year=2026, lead=programme_lead.pk, on=date(2027, 6, 15)
    )
    assert (decided, Claim.objects.get().proposed_hundredths) == (1, 100)
    figures = reports.month(date(2027, 6, 1), date(2027, 7, 1))
    assert (figures.claims_proposed, figures.claims_decided) == (1, 1)


def test_coming_shifts_have_people(volunteer, other_volunteer, coordinator):
    setup.weekly_shifts(first_day=clock.today(), last_day=None, by=coordinator.pk)
    taken = setup.coming_shifts(people=[volunteer.pk, other_volunteer.pk], by=coordinator.pk)
    assert taken == SignUp.objects.holding().count() == 12
