"""A bag at once: one bag, today, for a number that nobody knows, with its code; the weeks and the desk go on around it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coop.web import clock
from pantry import at_once, desk, distributions, plans
from pantry.errors import NoPlace, NothingFree
from pantry.models import Basket, BasketLine, Distribution, Lot
from tests.pantry.people import BY, entitle, harmless, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture
def rice(lot, product):
    return lot(harmless(product("Rice", "rice", net_weight_g=500)), 20)


def give(by=BY):
    return at_once.give(persons=1, cooking="full", by=by)


def hand_over(given, by=BY):
    claim = desk.look_up(distribution_id=given.distribution_id, typed=given.code.code, user_id=by, all_baskets=True)
    return desk.hand_over(token=claim.token, key=uuid4(), by=by)


def test_a_bag_is_filled_from_what_is_free_and_its_code_opens_it_at_once(rice):
    given = give()
    held = BasketLine.objects.get(basket=given.basket_id)
    assert held.lot_id == rice.pk
    hand_over(given)
    rice.refresh_from_db()
    assert rice.balance == 20 - held.quantity
    assert Basket.objects.get(pk=given.basket_id).state == "collected"


def test_without_a_day_it_gets_one_and_the_next_bag_joins_it(rice):
    first, second = give(), give()
    day = Distribution.objects.get()
    assert (day.at_once, day.state, day.date) == (True, "open", clock.today())
    assert {first.distribution_id, second.distribution_id} == {day.pk}
    assert first.number != second.number
    assert first.beneficiary != second.beneficiary


def test_it_joins_today_s_week_once_that_is_frozen_and_changes_nobody_else_s_bag(rice, places):
    number = entitle()
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    before = list(BasketLine.objects.filter(basket__beneficiary=number).values())
    given = give()
    assert given.distribution_id == day.pk
    assert Basket.objects.get(pk=given.basket_id).set_aside
    assert list(BasketLine.objects.filter(basket__beneficiary=number).values()) == before


def test_it_is_not_mixed_into_a_week_that_is_still_planned(rice, places):
    entitle()
    week = weekly(places["shelf"])
    given = give()
    assert given.distribution_id != week.pk
    plans.plan(distribution_id=week.pk, by=BY)
    assert week.baskets.count() == 1


def test_the_desk_and_the_packers_keep_to_their_week(rice, places, coordinator, client_of):
    entitle()
    given = give()
    assert Distribution.objects.at_the_desk().pk == given.distribution_id
    assert Distribution.objects.to_pack() is None
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    assert Distribution.objects.at_the_desk().pk == Distribution.objects.to_pack().pk == day.pk
    distributions.open_distribution(distribution_id=day.pk, by=BY)
    page = client_of(coordinator).post("/desk/", {"key": str(uuid4()), "code": given.code.code})
    assert f"Take bag {given.number:02}" in page.content.decode()


def test_nothing_free_and_no_place_are_refused_and_leave_nothing(places):
    with pytest.raises(NothingFree):
        give()
    assert Distribution.objects.count() == Basket.objects.count() == 0
    type(places["shelf"]).objects.update(closed=True)
    with pytest.raises(NoPlace):
        give()


def test_what_nobody_came_for_is_back_on_the_shelf_the_next_day(rice):
    given = give()
    assert at_once.end_days_over(by=0) == 0
    with clock.at(clock.now() + timedelta(days=1)):
        assert (at_once.end_days_over(by=0), at_once.end_days_over(by=0)) == (1, 0)
    assert Distribution.objects.get().state == "closed"
    assert Basket.objects.get(pk=given.basket_id).state == "missed"
    assert BasketLine.objects.get(basket=given.basket_id).state == "returned"
    assert Lot.objects.get(pk=rice.pk).balance == 20
