"""Packing on a phone: one bag at a time, an empty shelf, the scale, and the second person who looks into a bag."""

import pytest
from django.db import IntegrityError, transaction

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.web import clock
from pantry import distributions, exclusions, ledger_check, packing, plans, second_looks
from pantry.errors import AnotherPerson, OwnBag, PlanChanged, WrongState
from pantry.models import Basket, BasketLine, BasketShare, Lot, StockTask
from tests.pantry.people import BY, entitle, harmless, weekly
from tests.pantry.test_distribution_screens import post, text

pytestmark = pytest.mark.django_db
PACKER, OTHER = 21, 22


@pytest.fixture
def frozen(places, lot, product):
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 40)
    lot(harmless(product("Yoghurt", "yoghurts", net_weight_g=400)), 20)
    entitle(), entitle(), entitle(allergens=["milk"])
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    return distributions.freeze(distribution_id=day.pk, by=BY)


@pytest.fixture
def pasta(lot, product):
    """Came after the week was planned."""
    return lot(harmless(product("Pasta", "pasta", net_weight_g=500)), 3)


@pytest.fixture
def on_duty(volunteer):
    now = clock.now()
    duties.open_duty(
        user_id=volunteer.pk, task=Duty.Task.PACK, starts_at=now, ends_at=now.replace(year=now.year + 1), by=BY
    )
    return volunteer


def test_a_volunteer_packs_one_bag_after_the_other(client_of, on_duty, frozen):
    Basket.objects.update(set_aside=False)
    browser = client_of(on_duty)
    assert "Take a bag" in text(browser.get("/pack/"))
    for number in (1, 2, 3):
        post(browser, "/pack/next/")
        page = browser.get("/pack/")
        assert f"Bag {number:02} is packed" in text(page)
        for line, *_words in page.context["lines"]:
            post(browser, "/pack/line/", line=line.pk, act="tick")
        response = post(browser, "/pack/done/", basket=page.context["basket"].pk)
        assert f"Bag {number:02} is packed." in text(response)
    assert "Nothing left for you, well done" in text(response)
    assert set(Basket.objects.values_list("state", flat=True)) == {"packed"}


def test_a_packer_sees_number_and_content_and_no_need(client_of, on_duty, frozen):
    Basket.objects.exclude(allergens=["milk"]).update(set_aside=True)
    Basket.objects.filter(allergens=["milk"]).update(set_aside=False)
    browser = client_of(on_duty)
    page = text(post(browser, "/pack/next/"))
    assert "Rice" in page
    assert not [word for word in ("no milk", "pers.", "milk") if word in page.lower()]


def test_an_empty_shelf_is_said_with_two_taps(client_of, on_duty, frozen):
    Basket.objects.update(set_aside=False)
    browser = client_of(on_duty)
    page = post(browser, "/pack/next/")
    line = page.context["lines"][0][0]
    assert "Noted." in text(post(browser, "/pack/line/", line=line.pk, act="empty"))
    assert StockTask.objects.count() == 1


def test_a_volunteer_off_duty_packs_nothing(client_of, volunteer, frozen):
    assert client_of(volunteer).get("/pack/").status_code == 403


def test_somebody_elses_bag_is_not_ticked_by_guessing(client_of, on_duty, frozen):
    own = Basket.objects.get(number=1)
    exclusions.put(basket_id=own.pk, digests=[exclusions.digest_of(on_duty.pk, own.pk)], by=BY)
    browser = client_of(on_duty)
    post(browser, "/pack/line/", line=own.lines.first().pk, act="tick")
    post(browser, "/pack/done/", basket=own.pk)
    own.refresh_from_db()
    assert (own.state, own.lines.filter(ticked_at__isnull=False).count()) == ("planned", 0)


def rice_of(basket):
    return basket.lines.get(lot__product__name="Rice")


def test_another_product_of_the_group_takes_the_place_of_what_is_not_on_the_shelf(frozen, pasta, client_of, on_duty):
    Basket.objects.update(set_aside=False)
    browser = client_of(on_duty)
    page = post(browser, "/pack/next/")
    basket = page.context["basket"]
    line = rice_of(basket)
    assert "Take Pasta" in text(page)
    assert "Noted." in text(post(browser, "/pack/line/", line=line.pk, act="empty", product=pasta.product_id))
    taken = basket.lines.get(lot=pasta)
    assert (taken.quantity, taken.state, taken.instead_of, taken.because) == (3, "reserved", "Rice", "shelf_empty")
    assert BasketLine.objects.get(pk=line.pk).state == "lost"
    assert (StockTask.objects.count(), Lot.objects.get(pk=pasta.pk).reserved) == (1, 3)
    assert BasketShare.objects.get(basket=basket, group="starches").given_g == 1500
    assert not ledger_check.differences()
    assert "The shelf was empty: instead of Rice." in choice_of(taken)


def choice_of(line):
    from pantry.plan_words import choice_words

    return choice_words(line)


@pytest.mark.parametrize("kept_out", ["forbidden", "promised"])
def test_nothing_forbidden_or_promised_takes_a_place(frozen, pasta, kept_out):
    basket = Basket.objects.get(allergens=["milk"])
    if kept_out == "forbidden":
        pasta.product.allergens.filter(allergen="milk").update(state="may_contain")
    else:
        Lot.objects.filter(pk=pasta.pk).update(reserved=3)
    line = rice_of(basket)
    assert packing.instead(basket, [line]) == {line.pk: []}
    with pytest.raises(PlanChanged):
        packing.shelf_empty(line_id=line.pk, product_id=pasta.product_id, by=PACKER)
    assert (StockTask.objects.count(), rice_of(basket).state) == (0, "reserved")


def test_a_weight_that_does_not_fit_asks_for_a_look_and_the_same_weight_again_is_taken(frozen, client_of, on_duty):
    Basket.objects.update(set_aside=False, second_look=False)
    browser = client_of(on_duty)
    basket = post(browser, "/pack/next/").context["basket"]
    assert packing.content_grams(basket) == 2300
    page = text(post(browser, "/pack/done/", basket=basket.pk, weight="1,2"))
    assert "The bag weighs 1.2 kg. What the list says weighs 2.3 kg" in page
    assert 'value="1.2"' in browser.get("/pack/").text
    post(browser, "/pack/done/", basket=basket.pk, weight="1.2")
    basket.refresh_from_db()
    assert (basket.state, basket.weighed_g, basket.second_look) == ("packed", 1200, True)


@pytest.mark.parametrize("weight", ["2.3", "2400 g", "3", ""])
def test_a_weight_that_fits_or_none_packs_the_bag_at_once(frozen, client_of, on_duty, weight):
    Basket.objects.update(set_aside=False, second_look=False)
    browser = client_of(on_duty)
    basket = post(browser, "/pack/next/").context["basket"]
    post(browser, "/pack/done/", basket=basket.pk, weight=weight)
    basket.refresh_from_db()
    assert (basket.state, basket.second_look) == ("packed", False)


def test_a_weight_nobody_can_read_is_said_by_the_field_and_stays(frozen, client_of, on_duty):
    Basket.objects.update(set_aside=False)
    browser = client_of(on_duty)
    basket = post(browser, "/pack/next/").context["basket"]
    answer = post(browser, "/pack/done/", basket=basket.pk, weight="a lot").text
    assert "Type the weight in kilograms, like 3.5." in answer
    assert 'value="a lot"' in answer


def test_bags_with_allergens_and_some_drawn_at_random_are_looked_at_twice(frozen):
    looked = Basket.objects.filter(second_look=True)
    assert looked.filter(allergens=["milk"]).exists()
    seen = set()
    for _one in range(20):
        distributions.unfreeze(distribution_id=frozen.pk, by=BY)
        assert looked.count() == 0
        distributions.freeze(distribution_id=frozen.pk, by=BY)
        seen |= set(looked.all().values_list("number", flat=True))
    assert seen == {1, 2, 3}


@pytest.fixture
def packed(frozen):
    """The bag that must hold no milk, packed."""
    Basket.objects.update(second_look=False, set_aside=False)
    basket = Basket.objects.get(allergens=["milk"])
    Basket.objects.filter(pk=basket.pk).update(second_look=True)
    return packing.pack_basket(basket_id=basket.pk, by=PACKER)


def test_whoever_packed_it_is_not_the_second_person(frozen, packed):
    assert second_looks.next_for(frozen, user_id=PACKER, all_baskets=True) is None
    with pytest.raises(OwnBag):
        second_looks.confirm(basket_id=packed.pk, by=PACKER)
    assert second_looks.next_for(frozen, user_id=OTHER, all_baskets=False) == packed
    assert second_looks.confirm(basket_id=packed.pk, by=OTHER).checked_by == OTHER
    assert not second_looks.waiting(frozen).exists()
    with pytest.raises(WrongState):
        second_looks.confirm(basket_id=packed.pk, by=OTHER)
    with pytest.raises(IntegrityError, match="basket_checked_by_another"), transaction.atomic():
        Basket.objects.filter(pk=packed.pk).update(checked_by=PACKER)


def test_nobody_looks_into_their_own_bag_and_it_looks_like_no_bag_left(frozen, packed, client_of, on_duty):
    browser = client_of(on_duty)
    assert "Look into a packed bag" in text(browser.get("/pack/"))
    exclusions.put(basket_id=packed.pk, digests=[exclusions.digest_of(on_duty.pk, packed.pk)], by=BY)
    with pytest.raises(AnotherPerson):
        second_looks.confirm(basket_id=packed.pk, by=on_duty.pk)
    own = text(browser.get("/pack/look/"))
    Basket.objects.filter(pk=packed.pk).update(second_look=False)
    assert text(browser.get("/pack/look/")) == own
    assert "Look into a packed bag" not in text(browser.get("/pack/"))


def test_a_wrong_bag_goes_back_to_the_pile_and_a_right_one_is_noted(frozen, packed, client_of, on_duty, coordinator):
    browser = client_of(on_duty)
    assert "1 waits for a second look" in text(client_of(coordinator).get(f"/distributions/{frozen.pk}/"))
    page = text(browser.get("/pack/look/"))
    assert 'None of these signs on any packet: <strong class="num">7</strong>' in page
    assert not [word for word in ("milk", "pers.", "allerg") if word in page.lower()]
    assert "goes back" in text(post(browser, "/pack/look/", basket=packed.pk, found="wrong"))
    packed.refresh_from_db()
    assert (packed.state, packed.packed_by, packed.lines.exclude(ticked_at=None).count()) == ("planned", None, 0)
    packing.pack_basket(basket_id=packed.pk, by=PACKER)
    assert "is right" in text(post(browser, "/pack/look/", basket=packed.pk, found="right"))
    assert Basket.objects.get(pk=packed.pk).checked_by == on_duty.pk


def test_the_pick_list_on_the_screen_follows_the_shelves(frozen, client_of, coordinator, django_assert_max_num_queries):
    browser = client_of(coordinator)
    with django_assert_max_num_queries(8):
        page = text(browser.get(f"/distributions/{frozen.pk}/pick-list/"))
    assert "B2" in page
    assert "bags 01 02 03" in page
    assert not [word for word in ("milk", "pers.") if word in page.lower()]
