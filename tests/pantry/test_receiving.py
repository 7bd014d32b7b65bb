"""What comes through the door, what may not, and taking it back."""

import datetime as dt

import pytest

from coop.web import clock
from pantry import catalogue, receiving, stock
from pantry.dates import LimitDate, Precision
from pantry.errors import BadDate, CannotReverse, UseByTooClose
from pantry.models import DateKind, Donation, Donor, Lot, Month, ProductAllergen
from pantry.receiving import Arrival
from tests.pantry.conftest import BY, code, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def receive(product, quantity=3, kind=DateKind.NONE, limit=None, **fields):
    limit = LimitDate(limit) if isinstance(limit, dt.date) else limit
    return receiving.receive(
        arrival=Arrival(product=product, quantity=quantity, date_kind=kind, limit=limit, **fields), by=BY
    )


def test_a_line_is_a_lot_of_the_open_donation(product):
    chick, rice = product("Chick peas", number=1), product("Rice", "rice", number=2)
    first = receive(chick, 12, DateKind.BEST_BEFORE, LimitDate(dt.date(2028, 6, 30), Precision.MONTH))
    second = receive(rice, 2, DateKind.BEST_BEFORE, day(400))
    assert first.donation == second.donation == Donation.objects.get()
    stored = Lot.objects.get(pk=first.pk)
    assert (stored.balance, stored.place.name, stored.limit_precision) == (12, "B2", "month")
    assert stored.effective_limit == dt.date(2028, 6, 30) + dt.timedelta(days=365)
    assert stored.movements.get().line == f"donation:{first.donation_id}"


def test_another_donation_begins_when_one_is_closed(product):
    chick = product()
    first = receive(chick)
    receiving.close_donation(by=BY)
    assert receive(chick).donation != first.donation


def test_cold_goods_go_to_the_fridge_until_somebody_puts_them_elsewhere(product, places):
    yoghurt = product("Yoghurt", "yoghurts")
    assert receiving.place_for(yoghurt) == places["fridge"]
    receive(yoghurt, 4, DateKind.USE_BY, day(9), place=places["freezer"])
    assert receiving.place_for(yoghurt) == places["freezer"]


def test_a_passed_use_by_date_never_enters(product):
    with pytest.raises(UseByTooClose, match="R412-9"):
        receive(product("Yoghurt", "yoghurts"), 4, DateKind.USE_BY, day(-1))
    assert not Lot.objects.exists()


def test_a_use_by_date_within_48_hours_is_put_aside(product):
    noon = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    with clock.at(noon):
        close = receive(product("Yoghurt", "yoghurts"), 4, DateKind.USE_BY, dt.date(2026, 11, 25))
        enough = receive(product("Milk", "milk"), 4, DateKind.USE_BY, dt.date(2026, 11, 26))
    assert (close.quarantined, close.quarantine_reason) == (True, "use_by_close")
    assert "D541-310" in close.aside_because
    assert not enough.quarantined


def test_a_date_is_needed_unless_there_is_none(product):
    with pytest.raises(BadDate, match="No date"):
        receive(product(), 1, DateKind.BEST_BEFORE)
    assert receive(product("Carrots", "fresh-vegetables"), 3000, DateKind.NONE).limit_date is None


def test_best_before_is_soft_within_the_tolerance_of_the_category(product):
    tin, bread = product(), product("Bread", "bread")
    assert not receive(tin, 2, DateKind.BEST_BEFORE, day(-30)).quarantined
    assert receive(bread, 2, DateKind.BEST_BEFORE, day(-1)).quarantine_reason == "long_past"


def test_nothing_for_small_children_is_taken_after_its_date(product):
    with pytest.raises(UseByTooClose, match="small children"):
        receive(product("First pots", "baby-food"), 2, DateKind.BEST_BEFORE, day(-1))


def test_nothing_was_frozen_tomorrow(product):
    with pytest.raises(BadDate, match="frozen after today"):
        receive(product("Peas", "frozen-vegetables"), 2, DateKind.FREEZING, day(1))


def test_weight_follows_the_product_or_the_category_and_says_which(product):
    own = receive(product("Rice", "rice", net_weight_g=1000))
    assumed = receive(product("Lentils", "pulses"))
    loose = receive(product("Carrots", "fresh-vegetables"), 2500)
    assert [(x.unit, x.grams_each, x.weight_assumed) for x in (own, assumed, loose)] == [
        ("piece", 1000, False),
        ("piece", 450, True),
        ("gram", 1, False),
    ]


def test_what_was_just_recorded_can_be_taken_back_by_whoever_recorded_it(product):
    lot = receive(product(), 12)
    with pytest.raises(CannotReverse, match="coordinator"):
        receiving.undo(lot_id=lot.pk, by=BY + 1)
    receiving.undo(lot_id=lot.pk, by=BY)
    assert Lot.objects.get().balance == 0
    with pytest.raises(CannotReverse, match="already undone"):
        receiving.undo(lot_id=lot.pk, by=BY)


def test_later_only_a_coordinator_takes_it_back(product):
    lot = receive(product(), 12)
    with clock.at(clock.now() + dt.timedelta(minutes=121)), pytest.raises(CannotReverse, match="coordinator"):
        receiving.undo(lot_id=lot.pk, by=BY)
    stock.reverse(movement_id=lot.movements.get().pk, reason="counted twice", by=BY + 1)


def test_the_donor_named_afterwards_owns_what_came_in_already(product):
    lot = receive(product("Rice", "rice", net_weight_g=1000), 5)
    donation = receiving.name_donor(kind=Donor.Kind.COMPANY, name=" Primeur Rivoli ", by=BY)
    assert (donation.donor.name, Lot.objects.get().source) == ("Primeur Rivoli", "company")
    sums = dict(Month.objects.values_list("source", "grams"))
    assert sums == {"anonymous": 0, "company": 5000}
    receive(lot.product, 1)
    assert Month.objects.get(source="company").grams == 6000
    assert receiving.name_donor(kind=Donor.Kind.COMPANY, name="PRIMEUR RIVOLI", by=BY).donor == donation.donor


def test_an_anonymous_donor_has_no_name(product):
    assert receiving.name_donor(kind=Donor.Kind.ANONYMOUS, name="Zoé", by=BY).donor.name == ""


def test_an_unknown_code_is_learned_once(categories):
    first = catalogue.learn(code=code(9), name="Chick peas", category=categories["pulses"], net_weight_g=400, by=BY)
    again = catalogue.learn(code=code(9), name="Other", category=categories["rice"], net_weight_g=1, by=BY)
    assert (again, again.name, catalogue.find(code(9))) == (first, "Chick peas", first)


def test_goods_without_a_code_are_one_product_per_name(categories):
    carrots = catalogue.without_code(category=categories["fresh-vegetables"], name="Carottes", by=BY)
    assert catalogue.without_code(category=categories["fresh-vegetables"], name="carottes", by=BY) == carrots
    assert (carrots.unit, carrots.gtin) == ("gram", None)
    states = dict(ProductAllergen.objects.values_list("allergen", "state"))
    assert states["milk"] == "not_declared"
    assert "celery" not in states  # celery is a vegetable: nobody looked


def test_unknown_and_traces_count_as_contained(product, categories):
    milk = product("Milk", "milk")
    ProductAllergen.objects.create(product=milk, allergen="milk", state="contains")
    ProductAllergen.objects.create(product=milk, allergen="nuts", state="may_contain")
    ProductAllergen.objects.create(product=milk, allergen="eggs", state="not_declared")
    soap = product("Soap", "body-care")
    met = catalogue.allergens_of([milk.pk, soap.pk])
    assert met[milk.pk] == catalogue.EVERY_ALLERGEN - {"eggs"}
    assert met[soap.pk] == frozenset()


def test_suitable_products_are_those_known_to_be(product):
    from pantry.models import Product

    lentils = product("Lentils", contains_meat="no", contains_pork="no")
    ProductAllergen.objects.create(product=lentils, allergen="milk", state="not_declared")
    product("Cassoulet", "ready-meals", contains_meat="yes", contains_pork="unknown")
    soap = product("Soap", "body-care")
    assert set(Product.objects.filter(catalogue.suitable(allergens=["milk"], diets=["no_meat"]))) == {lentils, soap}
    assert set(Product.objects.filter(catalogue.suitable(allergens=["eggs"], diets=[]))) == {soap}


def test_usual_dates_are_the_last_ones_seen(product):
    chick = product()
    receive(chick, 1, DateKind.BEST_BEFORE, LimitDate(dt.date(2029, 6, 30), Precision.MONTH))
    assert receiving.usual_dates(chick)[0] == LimitDate(dt.date(2029, 6, 30), Precision.MONTH)
    assert len(receiving.usual_dates(chick)) == 2
