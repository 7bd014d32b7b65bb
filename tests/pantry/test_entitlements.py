"""What the confidential side may ask of the pantry, and what the database refuses whoever asks."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from coop.web import clock
from pantry import entitlements, plans
from pantry.entitlements import Needs
from pantry.errors import BadNeeds, EntitlementOverlaps, NoEntitlement, WrongState
from pantry.models import Basket, Entitlement, EntitlementPause
from tests.pantry.people import BY, entitle, weekly

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


def on(day):
    return [row.beneficiary for row in Entitlement.objects.on(day).order_by("id")]


def test_an_entitlement_is_a_random_number_from_and_to():
    today = clock.today()
    number = entitle(persons=2, children=1, allergens=["milk"], diets=["no_pork"], cooking="kettle", days=7)
    row = Entitlement.objects.get()
    assert (row.beneficiary, row.persons, row.children_under_3) == (number, 2, 1)
    assert (row.allergens, row.diets, row.cooking) == (["milk"], ["no_pork"], "kettle")
    assert (on(today), on(today + WEEK), on(today + WEEK + dt.timedelta(days=1))) == ([number], [number], [])


def test_help_may_be_renewed_for_the_same_number_when_the_days_do_not_overlap():
    number = entitle(days=7)
    with pytest.raises(EntitlementOverlaps):
        entitle(days=7, beneficiary=number)
    after = clock.today() + dt.timedelta(days=8)
    assert entitle(days=7, starts=after, beneficiary=number) == number


def test_the_database_refuses_overlapping_days_whoever_writes_them():
    number = entitle(days=7)
    row = Entitlement.objects.get(beneficiary=number)
    row.pk = None
    with pytest.raises(IntegrityError, match="entitlement_once_a_day"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("persons", 0, "entitlement_someone|entitlement_children_counted"),
        ("children_under_3", 9, "entitlement_children_counted"),
        ("cooking", "campfire", "entitlement_known_cooking"),
        ("ends", dt.date(2000, 1, 1), "entitlement_days_in_order|range lower bound"),
    ],
)
def test_the_database_refuses_an_entitlement_that_can_not_be(field, value, constraint):
    entitle(persons=2, children=1)
    with pytest.raises(Exception, match=constraint), transaction.atomic():
        Entitlement.objects.update(**{field: value})


@pytest.mark.parametrize(
    "wrong",
    [
        {"persons": 0},
        {"persons": 21},
        {"persons": 1, "children": 2},
        {"days": -1},
        {"allergens": ["dust"]},
        {"diets": ["no_fun"]},
        {"cooking": "campfire"},
    ],
)
def test_needs_that_can_not_be_are_refused_in_a_sentence(wrong):
    with pytest.raises(BadNeeds) as refusal:
        entitle(**wrong)
    assert str(refusal.value).endswith(".")
    assert not Entitlement.objects.exists()


def test_ending_keeps_the_days_past_and_drops_what_was_to_begin():
    number = entitle(days=7)
    entitle(days=7, starts=clock.today() + dt.timedelta(days=20), beneficiary=number)
    entitlements.end_entitlement(beneficiary=number, on=clock.today(), by=BY)
    assert [row.ends for row in Entitlement.objects.filter(beneficiary=number)] == [clock.today()]
    with pytest.raises(NoEntitlement):
        entitlements.end_entitlement(beneficiary=uuid.uuid4(), on=clock.today(), by=BY)


def test_a_pause_stops_the_baskets_of_its_days_only():
    number, today = entitle(days=30), clock.today()
    entitlements.pause(beneficiary=number, starts=today + WEEK, ends=today + 2 * WEEK, by=BY)
    assert (on(today), on(today + WEEK), on(today + 3 * WEEK)) == ([number], [], [number])
    entitlements.resume(beneficiary=number, on=today + WEEK, by=BY)
    assert on(today + WEEK) == [number]
    assert not EntitlementPause.objects.exists()


def test_not_this_week_cancels_a_planned_basket_and_gives_its_content_back(places, lot, product):
    number, thing = entitle(), lot(product("Rice", "rice"), 4)
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    thing.refresh_from_db()
    assert thing.reserved > 0
    for _twice in range(2):
        entitlements.skip_distribution(beneficiary=number, distribution_id=day.pk, by=BY)
    thing.refresh_from_db()
    assert (thing.reserved, Basket.objects.get().state) == (0, "cancelled")


def test_not_this_week_comes_before_the_plan_too(places):
    number, day = entitle(), weekly(places["shelf"])
    entitlements.skip_distribution(beneficiary=number, distribution_id=day.pk, by=BY)
    plans.plan(distribution_id=day.pk, by=BY)
    assert not Basket.objects.exists()


def test_a_week_that_is_over_can_not_be_skipped(places):
    number, day = entitle(), weekly(places["shelf"])
    from pantry import distributions

    distributions.cancel(distribution_id=day.pk, by=BY)
    with pytest.raises(WrongState):
        entitlements.skip_distribution(beneficiary=number, distribution_id=day.pk, by=BY)


def test_needs_have_plain_defaults():
    assert Needs() == Needs(frozenset(), frozenset(), "full", frozenset())
