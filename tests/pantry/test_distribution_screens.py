"""The coordinator's weeks on screen: plan, matrix, swaps, shortages, freeze, pick list, close; and who may not."""

import datetime as dt
import uuid

import pytest

from coop.documents.models import Document
from coop.web import clock
from pantry import distributions, plans
from pantry.models import Basket, BasketLine, BasketShare, Distribution, DistributionPattern
from tests.pantry.people import BY, entitle, harmless, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def stocked(places, lot, product):
    today = clock.today()
    return {
        "milk": lot(harmless(product("Milk", "milk"), contains=["milk"]), 20, best_before=today + dt.timedelta(days=5)),
        "soy": lot(harmless(product("Soy drink", "plant-milk"), contains=["soy"]), 20),
        "rice": lot(harmless(product("Rice", "rice")), 20),
    }


@pytest.fixture
def week(places):
    return weekly(places["shelf"])


@pytest.fixture
def planned(week, stocked):
    entitle(), entitle(persons=3, children=1), entitle(allergens=["milk"])
    return plans.plan(distribution_id=week.pk, by=BY)


def post(browser, address, **fields):
    return browser.post(address, {"key": str(uuid.uuid4()), **fields}, follow=True)


def text(response):
    return " ".join(response.content.decode().split())


def test_an_empty_list_teaches_how_to_begin(browser):
    response = browser.get("/distributions/")
    assert response.status_code == 200
    assert "No week yet" in text(response)


def test_a_weekly_pattern_makes_the_weeks_ahead(browser, places):
    today = clock.today()
    response = post(
        browser,
        "/distributions/new/?weekly=1",
        weekday=today.weekday(),
        starts_at="16:00",
        ends_at="18:30",
        place=places["shelf"].pk,
        first_day=today.isoformat(),
        capacity=40,
    )
    assert response.redirect_chain == [("/distributions/", 302)]
    assert (DistributionPattern.objects.count(), Distribution.objects.count() > 3) == (1, True)


def test_hours_that_can_not_be_are_said_and_nothing_typed_is_lost(browser, places):
    response = post(
        browser,
        "/distributions/new/",
        date=clock.today().isoformat(),
        starts_at="18:00",
        ends_at="16:00",
        place=places["shelf"].pk,
    )
    assert "It ends before it starts." in text(response)
    assert 'value="18:00"' in text(response)
    assert not Distribution.objects.exists()


def test_the_same_form_twice_adds_one_day(browser, places):
    fields = {
        "key": str(uuid.uuid4()),
        "date": clock.today().isoformat(),
        "starts_at": "16:00",
        "ends_at": "18:00",
        "place": places["shelf"].pk,
    }
    for _twice in range(2):
        browser.post("/distributions/new/", fields)
    assert Distribution.objects.count() == 1


def test_one_week_is_moved_and_one_is_cancelled_without_touching_the_others(browser, week, places):
    other = weekly(places["shelf"], on=clock.today() + dt.timedelta(days=7))
    fields = {"starts_at": "09:00", "ends_at": "11:00", "place": places["fridge"].pk}
    moved_to = (clock.today() + dt.timedelta(days=1)).isoformat()
    post(browser, f"/distributions/{week.pk}/amend/", date=moved_to, **fields)
    week.refresh_from_db()
    assert (week.date.isoformat(), week.starts_at, week.place_id) == (moved_to, dt.time(9), places["fridge"].pk)
    distributions.cancel(distribution_id=week.pk, by=BY)
    refused = post(browser, f"/distributions/{week.pk}/amend/", date=moved_to, **fields)
    assert "This week is cancelled: that is not possible any more." in text(refused)
    before = other.date
    other.refresh_from_db()
    assert (other.date, other.state) == (before, "planned")


def test_the_proposal_fills_the_matrix_and_marks_only_exceptions(browser, week, stocked):
    entitle(), entitle(allergens=["milk"])
    response = post(browser, f"/distributions/{week.pk}/do/plan/")
    page = text(response)
    assert "2 baskets proposed" in page
    assert "no milk" in page
    assert "Soy drink for Milk" in page
    assert 'class="cell cell-swap"' in page
    assert 'class="cell cell-short"' in page
    assert "<title>CO'OP</title>" in page


def test_freezing_is_not_the_first_choice_while_something_is_missing(browser, planned):
    page = text(browser.get(f"/distributions/{planned.pk}/"))
    button = page[page.index("/do/freeze/") :]
    assert 'class="btn btn-second"' in button[: button.index("Freeze the week")]
    BasketShare.objects.update(missing_g=0, because="")
    page = text(browser.get(f"/distributions/{planned.pk}/"))
    button = page[page.index("/do/freeze/") :]
    assert 'class="btn btn-primary"' in button[: button.index("Freeze the week")]


def test_no_screen_shows_the_beneficiary_number(browser, planned):
    numbers = [str(n) for n in Basket.objects.values_list("beneficiary", flat=True)]
    addresses = ["/distributions/", f"/distributions/{planned.pk}/", f"/distributions/{planned.pk}/baskets/1/"]
    for page in (browser.get(address).content.decode() for address in addresses):
        assert not [n for n in numbers if n in page or n.replace("-", "") in page]


def test_a_basket_shows_what_it_holds_why_and_what_could_take_its_place(browser, planned):
    number = Basket.objects.get(persons=3).number
    page = text(browser.get(f"/distributions/{planned.pk}/baskets/{number}/"))
    assert "3 pers., with a baby" in page
    assert "First to expire in its group that suits this basket." in page
    assert "Soy drink" in page
    careful = Basket.objects.get(allergens=["milk"]).number
    page = text(browser.get(f"/distributions/{planned.pk}/baskets/{careful}/"))
    assert "Instead of Milk: no milk." in page
    assert 'class="choice-body">Milk' not in page


def test_a_swap_is_made_from_the_basket_and_taken_back_from_the_week(browser, planned, stocked):
    basket = Basket.objects.get(persons=3)
    line = basket.lines.get(lot=stocked["milk"])
    post(
        browser,
        f"/distributions/{planned.pk}/baskets/{basket.number}/",
        line=line.pk,
        product=stocked["soy"].product_id,
    )
    swapped = basket.lines.get(lot=stocked["soy"])
    assert "chosen by hand" in text(browser.get(f"/distributions/{planned.pk}/")).lower()
    post(browser, f"/distributions/{planned.pk}/take-back/", line=swapped.pk)
    assert basket.lines.filter(lot=stocked["milk"]).exists()


def test_a_swap_that_a_rule_forbids_is_refused_in_a_sentence(browser, planned, stocked):
    basket = Basket.objects.get(allergens=["milk"])
    line = basket.lines.get(lot=stocked["soy"])
    response = post(
        browser,
        f"/distributions/{planned.pk}/baskets/{basket.number}/",
        line=line.pk,
        product=stocked["milk"].product_id,
    )
    assert "Milk is not for this basket: no milk." in text(response)
    assert BasketLine.objects.filter(pk=line.pk).exists()


def test_a_line_of_another_basket_is_not_found(browser, planned, stocked):
    one, other = Basket.objects.get(persons=3), Basket.objects.get(allergens=["milk"])
    response = post(
        browser,
        f"/distributions/{planned.pk}/baskets/{one.number}/",
        line=other.lines.first().pk,
        product=stocked["rice"].product_id,
    )
    assert response.status_code == 404


def test_a_shortage_is_filled_with_one_tap(browser, week, lot, product):
    rice = lot(harmless(product("Rice", "rice", net_weight_g=500)), 50)
    entitle(persons=4, dislikes=["rice"])
    plans.plan(distribution_id=week.pk, by=BY)
    assert "Fill with Rice" in text(browser.get(f"/distributions/{week.pk}/"))
    response = post(browser, f"/distributions/{week.pk}/fill/", group="starches", product=rice.product_id)
    assert "1 basket filled." in text(response)
    assert "Fill with Rice" not in text(response)


def test_the_pick_list_is_asked_for_and_made_in_the_background(browser, planned, coordinator):
    response = browser.post(f"/distributions/{planned.pk}/papers/pick-list/", {"key": str(uuid.uuid4())})
    document = Document.objects.get()
    assert response.url == f"/documents/{document.pk}/"
    assert (document.kind, document.requested_by) == ("pantry.pick_list", coordinator.pk)


def test_somebody_elses_change_is_said_at_the_top(browser, planned):
    response = post(browser, f"/distributions/{planned.pk}/do/plan/")
    assert "Somebody has just planned this week." in text(response)


def test_a_week_closes_when_every_bag_is_accounted_for(browser, planned):
    distributions.freeze(distribution_id=planned.pk, by=BY)
    distributions.open_distribution(distribution_id=planned.pk, by=BY)
    address = f"/distributions/{planned.pk}/close/"
    assert "3 bags still wait. Were they missed?" in text(browser.get(address))
    assert "These baskets are not accounted for: 01, 02, 03." in text(post(browser, address))
    for number in (1, 2, 3):
        post(browser, f"/distributions/{planned.pk}/missed/", number=number)
    post(browser, f"/distributions/{planned.pk}/missed/", number=3, came="1")
    assert Basket.objects.get(number=3).state == "planned"
    post(browser, f"/distributions/{planned.pk}/missed/", number=3)
    line = BasketLine.objects.first()
    response = post(browser, address, **{f"line_{line.pk}": "spoiled"})
    assert "The week is closed. Well done." in text(response)
    line.refresh_from_db()
    assert (line.state, Distribution.objects.get().state) == ("lost", "closed")


@pytest.mark.parametrize("verb", ["freeze", "unfreeze", "open", "cancel", "replan"])
def test_each_step_is_a_button(browser, planned, verb):
    if verb in ("unfreeze", "open"):
        distributions.freeze(distribution_id=planned.pk, by=BY)
    post(browser, f"/distributions/{planned.pk}/do/{verb}/")
    state = {"freeze": "frozen", "unfreeze": "planned", "open": "open", "cancel": "cancelled", "replan": "planned"}
    assert Distribution.objects.get().state == state[verb]


def test_an_unknown_verb_is_not_found(browser, week):
    assert post(browser, f"/distributions/{week.pk}/do/explode/").status_code == 404


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=99999999999999999999", "before=never"])
def test_a_bad_address_is_no_error(browser, planned, query):
    assert browser.get(f"/distributions/{planned.pk}/?{query}").status_code == 200
    assert browser.get(f"/distributions/?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_screens_cost_the_same_whatever_the_number_of_baskets(
    browser, places, stocked, count, django_assert_max_num_queries
):
    for _one in range(count):
        entitle()
    day = weekly(places["shelf"])
    plans.plan(distribution_id=day.pk, by=BY)
    for _more in range(count - 1):
        weekly(places["shelf"])
    with django_assert_max_num_queries(4):
        browser.get("/distributions/")
    with django_assert_max_num_queries(8):
        browser.get(f"/distributions/{day.pk}/")
    with django_assert_max_num_queries(8):
        browser.get(f"/distributions/{day.pk}/baskets/1/")
