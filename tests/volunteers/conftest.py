"""Shifts to sign up for, and hours to count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from coop.audit.journal import SYSTEM
from coop.vault import keyring
from coop.web import clock
from volunteers import attendance, hours, schemes, shifts, signups
from volunteers.models import MarkedHow, Programme, SchemeKind, Shift, SignUp, WorkedTime


@pytest.fixture(scope="session", autouse=True)
def key_ring():
    """The code at the room and the outbox need the key ring."""
    keyring.ensure(django_settings.COOP_KEYRING_FILE)


def moment(day: date, at: str) -> datetime:
    """`moment(date(2026, 11, 24), "15:30")`, at the school."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))


MONDAY = date(2026, 11, 23)


@pytest.fixture
def make_shift(db):
    """A shift on a Tuesday afternoon two weeks ahead, unless told otherwise."""

    def make(**wanted) -> Shift:
        day = wanted.pop("day", clock.today() + timedelta(days=14))
        starts, ends = wanted.pop("starts", "15:30"), wanted.pop("ends", "17:30")
        plain = {
            "kind": "distribution",
            "title": "Packing",
            "place": "Room C4",
            "minimum": 1,
            "maximum": 4,
            "needs_experienced": False,
            "by": SYSTEM,
        }
        return shifts.plan_shift(starts_at=moment(day, starts), ends_at=moment(day, ends), **(plain | wanted))

    return make


@pytest.fixture
def shift(make_shift):
    return make_shift()


@pytest.fixture
def work(make_shift, coordinator):
    """Somebody signs up, comes and leaves; the hours wait: `work(volunteer, day, "15:30", "17:30")`."""

    def do(person, day: date, starts: str = "15:30", ends: str = "17:30", **wanted) -> WorkedTime:
        with clock.at(moment(day, "00:05")):
            taken = make_shift(day=day, starts=starts, ends=ends, **wanted)
            sign_up = signups.sign_up(shift_id=taken.pk, person_id=person.pk, by=person.pk)
        return attend(sign_up, starts, ends, coordinator)

    return do


def attend(sign_up: SignUp, arrives: str, leaves: str, coordinator) -> WorkedTime:
    day = timezone.localdate(sign_up.starts_at)
    with clock.at(moment(day, arrives)):
        attendance.check_in(sign_up_id=sign_up.pk, how=MarkedHow.COORDINATOR, by=coordinator.pk)
    with clock.at(moment(day, leaves)):
        attendance.check_out(sign_up_id=sign_up.pk, how=MarkedHow.COORDINATOR, by=coordinator.pk)
    return WorkedTime.objects.counting().get(sign_up=sign_up)


@pytest.fixture
def validated_hours(work, coordinator):
    """Whole hours validated for a person, ten a week at most: `validated_hours(volunteer, 38)`."""

    def do(person, number: int, first: date = date(2026, 9, 7)) -> None:
        day = first
        while number:
            portion = min(number, 8)
            worked = work(person, day, "08:00", f"{8 + portion:02d}:00")
            with clock.at(moment(day, "23:00")):
                hours.validate(worked_id=worked.pk, by=coordinator.pk)
            number -= portion
            day += timedelta(days=2)

    return do


@pytest.fixture
def programme(db, programme_lead):
    """A programme with the default ECTS scheme and certificate for 2026-27."""
    made = Programme.objects.create(code="lp-test", name="Test programme")
    made.leads.add(programme_lead)
    schemes.publish_defaults(
        programme=made, school_year=2026, kinds=[SchemeKind.ECTS, SchemeKind.CERTIFICATE], by=programme_lead.pk
    )
    return made
