"""The demonstration: one page, nine people, one tap each; gone when the demonstration is off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coop.accounts.models import User
from coop.accounts.roles import Role
from coop.setup import demo_people
from coop.web import clock, navigation
from referrals import setup as referrals_setup
from referrals.aid import Terms

from .conftest import DESK, PHONE

ROLES = [*(person.role.value for person in demo_people.PEOPLE), "learner"]


@pytest.fixture
def population(settings):
    """The smallest demonstration: its people, and its learner with a basket each week."""
    settings.DEMO = True
    demo_people.make_people(since=clock.today() - timedelta(days=1))
    helper = User.objects.get(email=demo_people.PEOPLE[1].email)
    referrals_setup.open_demo_case(
        who=referrals_setup.DEMO_LEARNER,
        told=referrals_setup.Told(facts="Inès has not eaten since yesterday."),
        terms=Terms(persons=1),
        starts=clock.today(),
        ends=clock.today() + timedelta(weeks=8),
        by=helper.pk,
    )


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_lists_every_role(journey, population, width):
    page = journey.open("/demo/", width=width)
    offered = page.locator("button[name=role]").evaluate_all("found => found.map(one => one.value)")
    assert sorted(offered) == sorted([*Role.values, "learner"])
    journey.looks_well(page, "demo")


@pytest.mark.parametrize("role", ROLES)
def test_one_tap_is_one_person_at_their_first_page(journey, population, role):
    for width in (PHONE, DESK):
        page = journey.open("/demo/", width=width)
        page.locator(f"button[name=role][value={role}]").click()
        first = "/mine/" if role == "learner" else navigation.first_page({role})
        page.wait_for_url(f"**{first}")
        assert page.locator(".demo-banner").is_visible()
        journey.looks_well(page, f"demo-{role.replace('_', '-')}")


def test_one_person_becomes_another_by_the_banner(journey, population):
    page = journey.open("/demo/")
    page.locator("button[value=social_worker]").click()
    page.locator(".demo-banner a").click()
    page.locator("button[value=learner]").click()
    page.wait_for_url("**/mine/")
    assert page.goto("/cases/").url.endswith("/accounts/login/?next=/cases/")


def test_when_the_demonstration_is_off_there_is_no_such_page(journey, settings):
    settings.DEMO = False
    page = journey.open("/")
    assert page.goto("/demo/").status == 404
    assert page.locator(".demo-banner").count() == 0
