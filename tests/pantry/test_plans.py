"""A week planned, planned again, changed by hand: what is reserved is what the baskets hold, and hard rules hold always."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from coop.web import clock
from pantry import distributions, entitlements, losses, offers, planning, plans, stock, swaps
from pantry.errors import AlreadyPlanned, NotForThisBasket, PlanChanged, WrongState
from pantry.models import Basket, BasketLine, BasketShare, Distribution, Lot
from pantry.stock import Portion
from tests.pantry.people import BY, entitle, harmless, weekly

pytestmark = pytest.mark.django_db


def held_and_reserved():
    """Units promised by baskets, and units reserved in lots: always the same."""
    lines = BasketLine.objects.filter(state="reserved").order_by().values_list("lot").annotate(Sum("quantity"))
    return dict(lines), {lot.pk: lot.reserved for lot in Lot.objects.filter(reserved__gt=0)}


@pytest.fixture
def week(places):
    return weekly(places["shelf"])


@pytest.fixture
def shelves(lot, product):
    """Milk that goes off first, soy drink, rice, beans."""
    today = clock.today()
    return {
        "milk": lot(harmless(product("Milk", "milk"), contains=["milk"]), 20, best_before=today + dt.timedelta(days=5)),
        "soy": lot(
            harmless(product("Soy drink", "plant-milk"), contains=["soy"]),
            20,
            best_before=today + dt.timedelta(days=90),
        ),
        "rice": lot(harmless(product("Rice", "rice")), 20, best_before=today + dt.timedelta(days=300)),
        "beans": lot(harmless(product("Ready beans", "ready-meals")), 20, best_before=today + dt.timedelta(days=400)),
    }


def products_of(basket):
    return {line.lot.product.name for line in basket.lines.select_related("lot__product")}


def test_everyone_entitled_that_day_gets_a_basket_and_its_content_is_reserved(week, shelves):
    entitle(), entitle(persons=3, children=1), entitle(starts=clock.today() + dt.timedelta(days=30))
    plans.plan(distribution_id=week.pk, by=BY)
    assert sorted(Basket.objects.values_list("persons", flat=True)) == [1, 3]
    assert sorted(Basket.objects.values_list("number", flat=True)) == [1, 2]
    lines, reserved = held_and_reserved()
    assert lines == reserved != {}


def test_basket_numbers_are_drawn_anew_for_each_distribution(places):
    numbers = [entitle() for _one in range(12)]
    orders = []
    for offset in range(4):
        day = weekly(places["shelf"], on=clock.today() + dt.timedelta(days=offset))
        plans.plan(distribution_id=day.pk, by=BY)
        there = {b.beneficiary: b.number for b in day.baskets.all()}
        assert sorted(there.values()) == list(range(1, 13))
        orders.append(tuple(there[number] for number in numbers))
    assert len(set(orders)) == 4


def test_allergens_diets_and_cooking_means_are_respected(week, shelves):
    entitle(allergens=["milk"])
    plans.plan(distribution_id=week.pk, by=BY)
    basket = Basket.objects.get()
    assert "Milk" not in products_of(basket)
    swapped = basket.lines.get(lot=shelves["soy"])
    assert (swapped.instead_of, swapped.because) == ("Milk", "allergen:milk")


def test_who_can_not_cook_gets_what_needs_no_cooking(week, shelves):
    entitle(cooking="kettle")
    plans.plan(distribution_id=week.pk, by=BY)
    held = products_of(Basket.objects.get())
    assert ("Rice" in held, "Ready beans" in held) == (False, True)


def test_a_product_nobody_read_the_label_of_counts_as_containing_everything(week, lot, product):
    lot(product("Mystery", "rice"), 9)
    entitle(allergens=["celery"]), entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    careful, free = Basket.objects.get(allergens=["celery"]), Basket.objects.get(allergens=[])
    assert (products_of(careful), products_of(free)) == (set(), {"Mystery"})
    assert careful.shares.get(group="starches").because == BasketShare.Because.NEEDS


def test_lots_put_aside_or_past_their_date_stay_on_the_shelf(week, lot, product, shelves):
    losses.quarantine(lot_id=shelves["milk"].pk, reason="recall", by=BY)
    old = lot(harmless(product("Old yoghurt", "yoghurts")), 5, use_by=clock.today() - dt.timedelta(days=1))
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    assert not BasketLine.objects.filter(lot__in=[old, shelves["milk"]]).exists()


def test_the_seed_is_stored_so_that_a_plan_can_be_redone(week, shelves):
    for _one in range(5):
        entitle()
    plans.plan(distribution_id=week.pk, by=BY, seed=41)
    before = sorted(BasketLine.objects.values_list("basket__number", "lot", "quantity"))
    plans.replan(distribution_id=week.pk, by=BY, seed=41)
    assert sorted(BasketLine.objects.values_list("basket__number", "lot", "quantity")) == before
    assert Distribution.objects.get().seed == 41


@pytest.mark.parametrize("draw", range(3))
def test_whatever_the_stock_and_the_needs_no_lot_is_promised_twice_and_planning_again_moves_nothing(
    week, lot, product, draw
):
    chance = random.Random(draw)
    for number, kind in enumerate(("milk", "plant-milk", "rice", "pasta", "ready-meals", "fresh-vegetables") * 2):
        goods = harmless(
            product(f"P{number}", kind), contains=chance.sample(["milk", "soy", "gluten"], chance.randint(0, 2))
        )
        days = dt.timedelta(days=chance.randint(0, 90))
        lot(goods, chance.randint(1, 9) * (250 if goods.unit == "gram" else 1), best_before=clock.today() + days)
    for _one in range(8):
        entitle(chance.randint(1, 3), allergens=chance.sample(["milk", "soy"], chance.randint(0, 2)))
    plans.plan(distribution_id=week.pk, by=BY)
    before = sorted(BasketLine.objects.values_list("basket", "lot", "quantity"))
    lines, reserved = held_and_reserved()
    assert lines == reserved != {}
    assert not Lot.objects.filter(reserved__gt=F("balance")).exists()
    for line in BasketLine.objects.select_related("basket", "lot__product"):
        option = offers.offer_of(line.lot)
        assert planning.forbidden(offers.profile_of(line.basket), option, week.date) == ""
    plans.replan(distribution_id=week.pk, by=BY)
    assert sorted(BasketLine.objects.values_list("basket", "lot", "quantity")) == before
    assert held_and_reserved() == (lines, reserved)


def test_a_week_is_planned_once_and_then_planned_again(week, shelves):
    entitle()
    with pytest.raises(WrongState):
        plans.replan(distribution_id=week.pk, by=BY)
    plans.plan(distribution_id=week.pk, by=BY)
    with pytest.raises(AlreadyPlanned):
        plans.plan(distribution_id=week.pk, by=BY)


def test_planning_again_follows_who_came_and_who_left_and_reserves_no_unit_twice(week, shelves):
    stays, leaves = entitle(), entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    number = Basket.objects.get(beneficiary=stays).number
    entitlements.end_entitlement(beneficiary=leaves, on=clock.today(), by=BY)
    entitlements.pause(beneficiary=leaves, starts=clock.today(), ends=clock.today(), by=BY)
    comes = entitle(persons=2)
    plans.replan(distribution_id=week.pk, by=BY)
    states = {b.beneficiary: (b.state, b.number) for b in Basket.objects.all()}
    assert states[stays] == ("planned", number)
    assert states[leaves][0] == "cancelled"
    assert states[comes][0] == "planned"
    lines, reserved = held_and_reserved()
    assert lines == reserved


def test_a_swap_stays_in_the_group_and_is_kept_by_the_next_plan(week, shelves):
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    line = BasketLine.objects.get(lot=shelves["milk"])
    [new] = swaps.swap_line(line_id=line.pk, product_id=shelves["soy"].product_id, by=BY)
    assert (new.by_hand, new.instead_of, new.lot_id) == (True, "Milk", shelves["soy"].pk)
    plans.replan(distribution_id=week.pk, by=BY)
    assert products_of(Basket.objects.get()) >= {"Soy drink"}
    assert "Milk" not in products_of(Basket.objects.get())
    lines, reserved = held_and_reserved()
    assert lines == reserved


def test_a_swap_can_be_taken_back(week, shelves):
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    line = BasketLine.objects.get(lot=shelves["milk"])
    [new] = swaps.swap_line(line_id=line.pk, product_id=shelves["soy"].product_id, by=BY)
    [back] = swaps.swap_back(line_id=new.pk, by=BY)
    assert back.lot_id == shelves["milk"].pk


def test_a_hard_rule_holds_by_hand_too(week, shelves):
    entitle(allergens=["milk"])
    plans.plan(distribution_id=week.pk, by=BY)
    line = BasketLine.objects.get(lot=shelves["soy"])
    with pytest.raises(NotForThisBasket, match="no milk"):
        swaps.swap_line(line_id=line.pk, product_id=shelves["milk"].product_id, by=BY)
    assert BasketLine.objects.filter(pk=line.pk).exists()


def test_another_group_is_no_swap(week, shelves):
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    line = BasketLine.objects.get(lot=shelves["milk"])
    with pytest.raises(PlanChanged):
        swaps.swap_line(line_id=line.pk, product_id=shelves["rice"].product_id, by=BY)


def test_a_line_that_somebody_else_changed_is_said_and_nothing_happens(week, shelves):
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    gone = BasketLine.objects.get(lot=shelves["milk"]).pk
    plans.replan(distribution_id=week.pk, by=BY)
    with pytest.raises(PlanChanged):
        swaps.swap_line(line_id=gone, product_id=shelves["soy"].product_id, by=BY)


def test_what_a_soft_rule_held_back_fills_the_shortage_when_asked(week, lot, product):
    rice = lot(harmless(product("Rice", "rice", net_weight_g=500)), 50)
    entitle(persons=4, dislikes=["rice"])
    day = plans.plan(distribution_id=week.pk, by=BY)
    share = BasketShare.objects.get(group="starches")
    assert (share.because, [p["product"] for p in day.proposals]) == ("soft", [rice.product_id])
    assert swaps.apply_proposal(distribution_id=week.pk, group="starches", product_id=rice.product_id, by=BY) == 1
    share.refresh_from_db()
    assert (share.missing_g, share.given_g, share.because) == (0, 5000, "")
    lines, reserved = held_and_reserved()
    assert lines == reserved
    plans.replan(distribution_id=week.pk, by=BY)
    share = BasketShare.objects.get(group="starches")
    assert share.given_g == 5000


def test_who_got_less_in_the_weeks_before_comes_first(places, lot, product):
    with clock.at(clock.now() - dt.timedelta(weeks=1)):
        spoiled, left_out = entitle(), entitle()
        before = weekly(places["shelf"])
        plans.plan(distribution_id=before.pk, by=BY)
    for number, grams in ((spoiled, 1250), (left_out, 0)):
        basket = Basket.objects.get(beneficiary=number)
        basket.state, basket.collected_at, basket.collected_by = "collected", clock.now(), BY
        basket.save()
        basket.shares.filter(group="starches").update(given_g=grams, missing_g=0, because="")
    lot(harmless(product("Rice", "rice", net_weight_g=750)), 1)
    now = weekly(places["shelf"])
    for seed in range(3):
        (plans.plan if now.planned_at is None and not seed else plans.replan)(distribution_id=now.pk, by=BY, seed=seed)
        assert BasketLine.objects.get(basket__distribution=now).basket.beneficiary == left_out


def test_small_children_get_their_own_food_instead(week):
    entitle(persons=3, children=1)
    plans.plan(distribution_id=week.pk, by=BY)
    targets = dict(BasketShare.objects.values_list("group", "target_g"))
    assert (targets["infant"], targets["fruit_veg"]) == (1000, 4000)


def test_the_shelf_follows_every_change(week, shelves):
    entitle(), entitle(persons=2)
    plans.plan(distribution_id=week.pk, by=BY)
    distributions.cancel(distribution_id=week.pk, by=BY)
    assert held_and_reserved() == ({}, {})
    assert Counter(Basket.objects.values_list("state", flat=True)) == {"cancelled": 2}


def test_a_lot_promised_elsewhere_is_not_promised_again(week, lot, product):
    only = lot(harmless(product("Rice", "rice")), 1)
    stock.reserve(portions=[Portion(only.pk, 1, "elsewhere")], by=BY)
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    assert not BasketLine.objects.exists()


@pytest.mark.parametrize(
    ("model", "change", "constraint"),
    [
        (Basket, {"state": "collected"}, "basket_collected_is_dated"),
        (Basket, {"collected_at": clock.now()}, "basket_collected_at_and_by"),
        (Basket, {"state": "eaten"}, "basket_known_state"),
        (Basket, {"number": 0}, "basket_number_counts_from_1"),
        (Basket, {"dealt_to": 3}, "basket_dealt_at_and_to"),
        (BasketLine, {"quantity": 0}, "line_of_something"),
        (BasketLine, {"state": "gone"}, "line_known_state"),
        (BasketLine, {"ticked_by": 3}, "line_ticked_at_and_by"),
        (BasketShare, {"missing_g": 5, "because": ""}, "share_missing_is_explained"),
        (Distribution, {"state": "frozen"}, "distribution_frozen_is_dated"),
        (Distribution, {"closed_at": clock.now()}, "distribution_closed_at_and_by"),
        (Distribution, {"state": "lost"}, "distribution_known_state"),
        (Distribution, {"seed": None}, "distribution_planned_has_seed"),
        (Distribution, {"ends_at": dt.time(1)}, "distribution_hours_in_order"),
    ],
)
def test_the_database_is_the_last_guard(week, shelves, model, change, constraint):
    entitle()
    plans.plan(distribution_id=week.pk, by=BY)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**change)
