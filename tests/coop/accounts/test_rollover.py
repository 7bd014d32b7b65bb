"""Roles of students end with the school year; whoever goes on gets the next one."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse

from coop.accounts import grants, rollover
from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role
from coop.web import clock
from tests.volunteers.conftest import moment

pytestmark = pytest.mark.django_db
JUNE, SEPTEMBER = moment(date(2027, 6, 20), "10:00"), moment(date(2027, 9, 10), "10:00")


@pytest.fixture
def team(db):
    """Two volunteers of 2026-27."""
    with clock.at(moment(date(2026, 9, 3), "09:00")):
        made = [User.objects.create(full_name=name, email=f"{name}@school.invalid") for name in ("Ann", "Bea")]
        for user in made:
            grants.grant(user=user, role=Role.VOLUNTEER, starts=date(2026, 9, 3), ends=None, by=0)
    return made


def go_on(browser, *people, key=None):
    said = {"key": key or uuid.uuid4(), "people": [user.pk for user in people]}
    return browser.post(reverse("accounts:next_year"), said, follow=True)


def test_who_is_ticked_holds_the_role_for_the_whole_next_year_and_a_second_click_changes_nothing(
    client_of, administrator, team
):
    key = uuid.uuid4()
    with clock.at(JUNE):
        browser = client_of(administrator)
        assert "Ann" in browser.get(reverse("accounts:next_year")).content.decode()
        for _twice in range(2):
            assert "1 person goes on." in go_on(browser, team[0], key=key).content.decode()
        page = browser.get(reverse("accounts:next_year")).content.decode()
        assert ("Ann" in page, "Bea" in page) == (False, True)
    spans = RoleGrant.objects.filter(user=team[0]).order_by("starts").values_list("starts", "ends")
    assert list(spans)[1:] == [(date(2027, 9, 1), date(2028, 8, 31))]


def test_somebody_who_holds_it_already_is_said_and_the_others_go_on(client_of, administrator, team):
    with clock.at(JUNE):
        browser = client_of(administrator)
        go_on(browser, team[0])
        text = go_on(browser, *team).content.decode()
    assert "Ann: This person already holds that role" in text
    assert "1 person goes on." in text


def test_in_autumn_who_was_forgotten_goes_on_from_that_day(team):
    with clock.at(SEPTEMBER):
        assert rollover.asked_year() == 2027
        rollover.go_on(people=rollover.may_go_on(User.objects.all(), 2027), year=2027, by=0)
        assert not rollover.may_go_on(User.objects.all(), 2027).exists()
    assert set(RoleGrant.objects.filter(starts=date(2027, 9, 10)).values_list("user__full_name", flat=True)) == {
        "Ann",
        "Bea",
    }


def test_whose_role_was_taken_away_is_not_asked(team):
    grants.revoke(grant=team[0].grants.get(), by=0)
    with clock.at(JUNE):
        assert list(rollover.may_go_on(User.objects.all(), 2027)) == [team[1]]
