"""A shift may belong to a distribution of the pantry, and the roster says which."""

from __future__ import annotations

import uuid
from datetime import date, time

import pytest
from django.urls import reverse

from coop.audit.journal import SYSTEM
from coop.school.models import Place
from coop.web import clock
from pantry import distributions
from tests.volunteers.conftest import moment
from volunteers.models import Shift

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 12, 3)
TYPED = {"title": "Packing", "place": "C4", "day": "2026-12-03", "starts": "15:30", "ends": "17:30"}
PLACES = {"minimum": 1, "maximum": 4}


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def hand_out(db):
    def make(day=THURSDAY):
        room, _new = Place.objects.get_or_create(name="Hall", kind="room", position=1)
        return distributions.make_distribution(
            date=day, starts_at=time(16), ends_at=time(18), place_id=room.pk, capacity=20, by=SYSTEM
        )

    return make


def plan(browser, **typed):
    return browser.post(reverse("volunteers:new_shift"), {"key": uuid.uuid4(), **TYPED, **PLACES, **typed})


def test_a_shift_is_tied_to_a_coming_distribution_and_the_roster_says_so(client_of, coordinator, hand_out):
    browser, day = client_of(coordinator), hand_out()
    assert plan(browser, kind="distribution", distribution=day.pk).status_code == 302
    assert Shift.objects.get().distribution_id == day.pk
    roster = browser.get(reverse("volunteers:team"), {"day": "2026-12-03"}).content.decode()
    assert "Distribution: Thursday 3 December, 16:00, Hall" in roster.replace("\xa0", " ")


def test_another_kind_belongs_to_none(client_of, coordinator, hand_out):
    answer = plan(client_of(coordinator), kind="drive", distribution=hand_out().pk)
    assert answer.status_code == 422
    assert "Only a shift of the kind “Distribution” belongs to one." in answer.content.decode()
    assert not Shift.objects.exists()


def test_past_and_cancelled_ones_are_not_offered(client_of, coordinator, hand_out):
    cancelled = hand_out()
    distributions.cancel(distribution_id=cancelled.pk, by=coordinator.pk)
    past = hand_out(date(2026, 11, 26))
    for day in (cancelled, past):
        assert plan(client_of(coordinator), kind="distribution", distribution=day.pk).status_code == 422


def test_amending_unties_it_and_keeps_it(client_of, coordinator, make_shift, hand_out):
    day, browser = hand_out(), client_of(coordinator)
    shift = make_shift(day=THURSDAY, distribution_id=day.pk)
    address = reverse("volunteers:shift", args=[shift.pk])
    for chosen, found in ((day.pk, day.pk), ("", None)):
        browser.post(address, {"key": uuid.uuid4(), **TYPED, **PLACES, "distribution": chosen})
        shift.refresh_from_db()
        assert shift.distribution_id == found


@pytest.mark.parametrize("number", [1, 3])
def test_the_roster_costs_the_same_whatever_its_length(
    client_of, coordinator, make_shift, hand_out, number, django_assert_max_num_queries
):
    for _ in range(number):
        make_shift(day=THURSDAY, distribution_id=hand_out().pk)
    browser = client_of(coordinator)
    with django_assert_max_num_queries(8):
        browser.get(reverse("volunteers:team"), {"day": "2026-12-03"})
