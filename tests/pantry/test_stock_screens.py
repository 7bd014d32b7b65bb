"""The stock and the catalogue on the screen."""

import uuid

import pytest

from pantry import losses, stock
from pantry.models import Lot, Product, ProductAllergen, StockTask
from pantry.stock import Portion
from tests.pantry.conftest import BY, code, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def browser(coordinator, client_of):
    return client_of(coordinator)


def names(page, *wanted):
    return [name for name in wanted if name in page.content.decode()]


def test_what_goes_first_stands_first(browser, lot, product):
    lot(product("Rice", "rice"), 5, best_before=day(400))
    lot(product("Milk", "milk"), 7, best_before=day(4))
    page = browser.get("/stock/").content.decode()
    assert page.index("Milk") < page.index("Rice")
    assert "soon to go" in page


def test_the_list_is_found_by_name_brand_code_place_and_state(browser, lot, product, places):
    lot(product("Rice", "rice", number=1, brand="Moulin"), 5)
    aside = lot(product("Milk", "milk"), 7, best_before=day(4))
    losses.quarantine(lot_id=aside.pk, reason="swollen", by=BY)
    everything = ("Rice", "Milk")
    assert names(browser.get("/stock/", {"q": "moul"}), *everything) == ["Rice"]
    assert names(browser.get("/stock/", {"q": code(1)}), *everything) == ["Rice"]
    assert names(browser.get("/stock/", {"show": "aside"}), *everything) == ["Milk"]
    assert names(browser.get("/stock/", {"show": "expiring"}), *everything) == ["Milk"]
    assert names(browser.get("/stock/", {"place": places["fridge"].pk}), *everything) == []


@pytest.mark.parametrize(
    "q", [{"after": "x"}, {"after": "9999-99-99.1"}, {"show": "1"}, {"place": "x"}, {"q": "x" * 99}]
)
def test_a_strange_address_is_the_first_page(browser, lot, q):
    lot()
    assert names(browser.get("/stock/", q), "Chick peas") == ["Chick peas"]


def test_pages_of_25_without_a_hole_or_a_repeat(browser, lot, product):
    chick = product()
    lots = {lot(chick, n + 1, best_before=day(n % 3)).pk for n in range(30)}
    first = browser.get("/stock/").context["page"]
    second = browser.get("/stock/", {"after": first.after}).context["page"]
    assert [len(first.rows), len(second.rows), second.after] == [25, 5, ""]
    assert {row.lot.pk for row in first.rows + second.rows} == lots


def test_low_is_said_even_when_nothing_is_left(browser, lot, product):
    product("Soap", "body-care", low_below=3)
    lot(product("Rice", "rice", low_below=6), 5)
    lot(product("Milk", "milk", low_below=2), 5)
    assert [p.name for p in browser.get("/stock/").context["low"]] == ["Rice", "Soap"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_lot_and_for_three(browser, lot, rows, django_assert_num_queries):
    for n in range(rows):
        stock.hand_out(portions=[Portion(lot(quantity=1, best_before=day(n)).pk, 2)], by=BY)
        lot(quantity=3)
    with django_assert_num_queries(7):
        browser.get("/stock/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_lot_costs_the_same_for_one_movement_and_for_three(browser, lot, rows, django_assert_num_queries):
    tin = lot(quantity=9)
    for _row in range(rows):
        stock.lose(lot_id=tin.pk, quantity=1, reason="damaged", by=BY)
    with django_assert_num_queries(5):
        browser.get(f"/stock/{tin.pk}/")


def test_a_lot_shows_what_happened_and_who_did_it(browser, lot, coordinator):
    tin = lot(quantity=9)
    stock.lose(lot_id=tin.pk, quantity=2, reason="damaged", by=coordinator.pk)
    assert names(browser.get(f"/stock/{tin.pk}/"), "Packaging damaged", "Camille Coordinator", "−2") == [
        "Packaging damaged",
        "Camille Coordinator",
        "−2",
    ]


@pytest.mark.parametrize(
    ("verb", "said", "left"),
    [("lose", {"amount": "2", "reason": "spoiled"}, 7), ("found", {"amount": "2"}, 11)],
)
def test_losses_and_finds_have_one_effect_for_a_double_tap(browser, lot, verb, said, left):
    tin = lot(quantity=9)
    form = {f"{verb}-{name}": value for name, value in (said | {"key": str(uuid.uuid4())}).items()}
    assert [browser.post(f"/stock/{tin.pk}/{verb}/", form).status_code for _tap in range(2)] == [302, 302]
    assert Lot.objects.get().balance == left


def test_a_loss_in_kilograms(browser, lot, product):
    carrots = lot(product("Carrots", "fresh-vegetables"), 5000)
    said = {"lose-key": uuid.uuid4(), "lose-amount": "1,5", "lose-reason": "spoiled"}
    browser.post(f"/stock/{carrots.pk}/lose/", said)
    assert Lot.objects.get().balance == 3500


def test_more_than_there_is_cannot_be_lost_and_nothing_typed_is_lost(browser, lot):
    tin = lot(quantity=1)
    said = {"lose-key": uuid.uuid4(), "lose-amount": "5", "lose-reason": "spoiled"}
    page = browser.post(f"/stock/{tin.pk}/lose/", said)
    assert page.status_code == 422
    assert names(page, "Only 1 left of Chick peas", 'value="5"') == ["Only 1 left of Chick peas", 'value="5"']


def test_putting_aside_and_freeing(browser, lot):
    tin = lot()
    browser.post(f"/stock/{tin.pk}/aside/", {"key": uuid.uuid4(), "reason": "swollen"})
    assert names(browser.get(f"/stock/{tin.pk}/"), "Put aside:", "swollen") == ["Put aside:", "swollen"]
    browser.post(f"/stock/{tin.pk}/free/", {"key": uuid.uuid4()})
    assert not Lot.objects.get().quarantined


def test_a_line_is_undone_with_a_reason_and_refused_when_something_came_after(browser, lot):
    tin = lot(quantity=9)
    received = tin.movements.get()
    address = f"/stock/movements/{received.pk}/reverse/"
    assert browser.post(address, {"key": uuid.uuid4(), "reason": ""}).status_code == 200
    lost = stock.lose(lot_id=tin.pk, quantity=2, reason="damaged", by=BY)
    refused = browser.post(address, {"key": uuid.uuid4(), "reason": "typed twice"})
    assert names(refused, "Something happened to this lot since: Lost 2") != []
    stock.reverse(movement_id=lost.pk, reason="wrong", by=BY)
    assert browser.post(address, {"key": uuid.uuid4(), "reason": "typed twice"}).url == f"/stock/{tin.pk}/"
    assert Lot.objects.get().balance == 0


def test_a_difference_is_a_task_until_somebody_looked(browser, lot):
    stock.hand_out(portions=[Portion(lot(quantity=1).pk, 3)], by=BY)
    task = StockTask.objects.get()
    assert names(browser.get("/stock/"), "More on the shelf than on the screen") != []
    browser.post(f"/stock/tasks/{task.pk}/settle/")
    assert names(browser.get("/stock/"), "More on the shelf than on the screen") == []


def test_a_volunteer_sees_totals_and_no_tools(volunteer, client_of, lot):
    tin = lot()
    browser = client_of(volunteer)
    page = browser.get("/stock/")
    assert names(page, "Chick peas", f"/stock/{tin.pk}/") == ["Chick peas"]
    assert browser.get(f"/stock/{tin.pk}/").status_code == 403


@pytest.mark.parametrize("address", ["/stock/99/", "/stock/movements/99/reverse/", "/catalogue/99/"])
def test_what_does_not_exist_is_not_found(browser, address):
    assert browser.get(address).status_code == 404


def test_products_by_name_and_page(browser, product):
    for n in range(27):
        product(f"Rice {n:02}", "rice")
    first = browser.get("/catalogue/")
    second = browser.get("/catalogue/", {"after": first.context["after"]})
    assert [p.name for p in second.context["rows"]] == ["Rice 25", "Rice 26"]
    assert [p.name for p in browser.get("/catalogue/", {"q": "rice 03"}).context["rows"]] == ["Rice 03"]
    assert len(browser.get("/catalogue/", {"after": "-1", "category": "x"}).context["rows"]) == 25


@pytest.mark.parametrize("rows", [1, 3])
def test_the_catalogue_costs_the_same_for_one_product_and_for_three(browser, product, rows, django_assert_num_queries):
    for n in range(rows):
        product(f"Rice {n}", "rice")
    with django_assert_num_queries(4):
        browser.get("/catalogue/")


def label(**fields):
    allergens = dict.fromkeys(
        (f"allergen_{a}" for a in ["gluten", "crustaceans", "eggs", "fish", "peanuts", "soy", "milk", "nuts"]),
        "unknown",
    )
    allergens |= dict.fromkeys(
        (f"allergen_{a}" for a in ["celery", "mustard", "sesame", "sulphites", "lupin", "molluscs"]), "not_declared"
    )
    diet = dict.fromkeys(("contains_pork", "contains_meat", "contains_fish", "contains_alcohol"), "no")
    return {
        "key": uuid.uuid4(),
        "name": "Rice",
        "brand": "",
        "category": "rice",
        "low_below": 4,
        **allergens,
        **diet,
    } | fields


def test_a_coordinator_corrects_a_product_from_its_label(browser, product):
    rice = product("Rize", "pulses")
    form = label(allergen_milk="may_contain", net_weight_g=900, contains_pork="yes")
    assert browser.post(f"/catalogue/{rice.pk}/", form).status_code == 302
    stored = Product.objects.get()
    assert (stored.name, stored.category.code, stored.net_weight_g, stored.low_below) == ("Rice", "rice", 900, 4)
    assert (stored.contains_pork, stored.contains_meat) == ("yes", "yes")
    assert stored.reviewed_at is not None
    states = dict(ProductAllergen.objects.values_list("allergen", "state"))
    assert (states["milk"], states["celery"], states["eggs"]) == ("may_contain", "not_declared", "unknown")


def test_a_wrong_label_is_shown_with_its_error(browser, product):
    rice = product("Rize", "pulses")
    page = browser.post(f"/catalogue/{rice.pk}/", label(name="", allergen_milk="maybe"))
    assert names(page, "Please look at this again") != []
    assert Product.objects.get().name == "Rize"
