"""The end of volunteers' records: whole school years, at the periods that privacy.py names."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from coop.accounts.models import User
from coop.audit.journal import SYSTEM
from coop.audit.models import JournalEntry
from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import (
    badges,
    claims,
    closings,
    hours,
    learning,
    retention,
    schemes,
    setup,
    signups,
    statements,
    trainings,
)
from volunteers.models import (
    Appraisal,
    AttendanceMark,
    Badge,
    Claim,
    Enrolment,
    Outcome,
    Qualification,
    Reflection,
    SchemeKind,
    Shift,
    SignUp,
    Statement,
    StatementPage,
    TrainingDate,
    TrainingList,
    WeeklyYes,
    WorkedTime,
    YearClosing,
)
from volunteers.tasks import retire_records

pytestmark = pytest.mark.django_db
LAST_DAY_KEPT = moment(date(2023, 8, 31), "23:59")
FIRST_DAY_DUE = moment(date(2023, 9, 1), "00:00")
TRAINED = (Qualification, TrainingList, TrainingDate)
ALL = (
    WorkedTime,
    AttendanceMark,
    SignUp,
    WeeklyYes,
    Enrolment,
    Reflection,
    Badge,
    Claim,
    Appraisal,
    YearClosing,
    Statement,
    StatementPage,
    *TRAINED,
    Shift,
)


@pytest.fixture
def school_year_2020(volunteer, validated_hours, programme, programme_lead):
    """One volunteer's year: four shifts, a yes for every week, their hours, an accepted claim, a statement."""
    schemes.publish_defaults(programme=programme, school_year=2020, kinds=[SchemeKind.ECTS], by=programme_lead.pk)
    Enrolment.objects.create(person=volunteer, programme=programme, school_year=2020)
    validated_hours(volunteer, 32, first=date(2020, 9, 7))
    pattern, _other = setup.weekly_shifts(first_day=date(2020, 9, 7), last_day=date(2021, 6, 30), by=SYSTEM)
    since, until = (moment(day, "12:00") for day in (date(2020, 10, 1), date(2021, 6, 1)))
    WeeklyYes.objects.create(pattern=pattern, person=volunteer, since=since, ended_at=until)
    scheme = next(iter(schemes.in_force(programme.pk, 2020)))
    _taught(volunteer, date(2020, 11, 2))
    with clock.at(moment(date(2021, 6, 1), "12:00")):
        year = {"person_id": volunteer.pk, "school_year": 2020}
        learning.keep_note(**year, text="learnt", version=0, by=volunteer.pk)
        learning.appraise(**year, levels=dict.fromkeys(Outcome.values, "alone"), comment="", by=SYSTEM)
        claim = claims.submit(person_id=volunteer.pk, scheme_id=scheme.pk, by=volunteer.pk)
        claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
        badges.issue(claim_id=claim.pk, by=volunteer.pk)
        closings.close(programme_id=programme.pk, school_year=2020, by=programme_lead.pk)
        statements.issue(person_id=volunteer.pk, school_year=2020, by=volunteer.pk)


def _taught(volunteer, day):
    """A training valid for half a year, signed."""
    offered = {"title": "Cold chain", "partner": "Bank", "topics": ["cold_chain"], "opens": ["cold_room"]}
    module = trainings.add_module(**offered, valid_months=6, by=SYSTEM)
    times = {"starts_at": moment(day, "18:00"), "ends_at": moment(day, "20:00")}
    with clock.at(moment(day, "12:00")):
        shift = trainings.plan(module_id=module.pk, trainer="", place="B2", maximum=4, **times, by=SYSTEM)
        there = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
    with clock.at(moment(day, "20:00")):
        trainings.sign(shift_id=shift.pk, present=[there.pk], trainer="Tess", strokes="", by=SYSTEM)


def counts():
    return {model.__name__.lower(): model.objects.count() for model in ALL}


def announced(now):
    return {kind.what: kind.number for kind in retention.due(now)}


NOTHING = dict.fromkeys((model.__name__.lower() for model in ALL), 0)


def test_two_years_after_its_school_year_attendance_ends_and_its_proof_stays(school_year_2020, volunteer):
    assert announced(LAST_DAY_KEPT) == NOTHING
    wanted = NOTHING | {
        "workedtime": 5,
        "attendancemark": 10,
        "signup": 5,
        "weeklyyes": 1,
        "enrolment": 1,
        "reflection": 1,
    }
    wanted |= {"qualification": 1, "traininglist": 1}
    before = counts()
    assert announced(FIRST_DAY_DUE) == wanted
    assert counts() == before
    retention.run(FIRST_DAY_DUE, SYSTEM)
    assert counts() == {what: before[what] - wanted[what] for what in before}
    assert (Claim.objects.get().minutes, Statement.objects.get().minutes) == (32 * 60, 32 * 60)
    assert User.objects.filter(pk=volunteer.pk, full_name="Val Volunteer").exists()


def test_when_the_proof_ends_too_nothing_is_left_and_a_second_run_finds_nothing(school_year_2020, settings):
    settings.VOLUNTEERS_PROOF_YEARS = 5
    late = moment(date(2026, 9, 1), "00:00")
    held = counts()
    assert {kind.what: kind.number for kind in retention.run(late, SYSTEM)} == held
    assert counts() == NOTHING == announced(late)
    assert JournalEntry.objects.filter(action="volunteers.retention").count() == len(ALL)
    retention.run(late, SYSTEM)
    assert JournalEntry.objects.filter(action="volunteers.retention").count() == len(ALL)


def test_a_longer_period_of_the_registrar_is_kept(school_year_2020, settings):
    settings.VOLUNTEERS_RECORDS_YEARS = 5
    assert announced(moment(date(2026, 8, 31), "12:00")) == NOTHING
    assert announced(moment(date(2026, 9, 1), "12:00"))["workedtime"] == 5


def test_the_running_year_and_the_two_before_are_untouched(work, volunteer, coordinator):
    worked = work(volunteer, date(2024, 9, 2))
    with clock.at(moment(date(2026, 11, 28), "03:00")):
        hours.refuse(worked_id=worked.pk, reason="Paid work", by=coordinator.pk)
        retire_records()
    assert (WorkedTime.objects.count(), AttendanceMark.objects.count(), SignUp.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize(("before", "year"), [("now()", 2000), ("'2001-01-01'", 9999), ("NULL", 2000)])
def test_the_database_itself_refuses_to_end_what_is_young(school_year_2020, before, year):
    with pytest.raises(DatabaseError, match="kept for a year"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT volunteers_retire({before}, {year})")
    assert Statement.objects.count() == 1
