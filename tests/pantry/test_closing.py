"""How a week ends: all accounted for, all settled, then the baskets forget what they were for."""

import datetime as dt

import pytest

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.documents.models import Document
from coop.documents.requests import request_document
from coop.school import settings as school_settings
from coop.web import clock
from pantry import choice, closing, codes, distributions, entitlements, offers, packing, pickups, plans, stock
from pantry import retention as keeping
from pantry.errors import NotAccountedFor, NotSettled, WrongState
from pantry.models import (
    Basket,
    BasketLine,
    BasketShare,
    DeskTries,
    Distribution,
    Lot,
    PastPickup,
    PickupCode,
    StockTask,
)
from tests.pantry.people import BY, entitle, harmless, weekly
from tests.pantry.test_retention import hand_over, saying

pytestmark = pytest.mark.django_db
NEEDS = {"allergens": ["lupin"], "diets": ["no_pork"], "cooking": "kettle", "dislikes": ["tofu"]}


def opened_on(place):
    """A distribution of today, at the desk."""
    day = plans.plan(distribution_id=weekly(place).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    return distributions.open_distribution(distribution_id=day.pk, by=BY)


@pytest.fixture
def bread(lot, product):
    lot(harmless(product("Lupin bread", "bread", net_weight_g=500), contains=["lupin"]), 20)
    return lot(harmless(product("Corn bread", "bread", net_weight_g=500)), 60)


@pytest.fixture
def opened(places, bread):
    """Baskets of a family with needs and of two others."""
    entitle(4, 1, **NEEDS)
    for _one in range(2):
        entitle()
    return opened_on(places["shelf"])


def end(day, *, collected=1):
    """The first so many are handed over, the others missed; then it closes."""
    for basket in day.baskets.order_by("-persons")[:collected]:
        hand_over(day, basket)
    for basket in day.baskets.filter(state__in=Basket.WAITING):
        distributions.miss_basket(basket_id=basket.pk, by=BY)
    return closing.close(distribution_id=day.pk, by=BY)


def test_a_distribution_closes_only_when_every_basket_is_accounted_for(opened):
    baskets = list(opened.baskets.order_by("number"))
    with pytest.raises(NotAccountedFor) as refusal:
        closing.close(distribution_id=opened.pk, by=BY)
    assert refusal.value.numbers == [1, 2, 3]
    for basket in baskets:
        distributions.miss_basket(basket_id=basket.pk, by=BY)
    distributions.unmiss_basket(basket_id=baskets[0].pk, by=BY)
    with pytest.raises(NotAccountedFor):
        closing.close(distribution_id=opened.pk, by=BY)
    distributions.miss_basket(basket_id=baskets[0].pk, by=BY)
    assert closing.close(distribution_id=opened.pk, by=BY).state == "closed"


def test_what_nobody_collected_goes_back_to_its_lot_or_is_lost_with_a_reason(opened):
    codes.issue_code(basket_id=opened.baskets.first().pk, by=BY)
    for basket in opened.baskets.all():
        distributions.miss_basket(basket_id=basket.pk, by=BY)
    spoiled, *others = BasketLine.objects.order_by("basket__number")
    before = Lot.objects.get(pk=spoiled.lot_id)
    closing.close(distribution_id=opened.pk, lost={spoiled.pk: "spoiled"}, by=BY)
    after = Lot.objects.get(pk=spoiled.lot_id)
    assert (after.reserved, before.balance - after.balance) == (0, spoiled.quantity)
    states = dict(BasketLine.objects.values_list("pk", "state"))
    assert states == {spoiled.pk: "lost", **{line.pk: "returned" for line in others}}
    assert not PickupCode.objects.filter(revoked_at__isnull=True).exists()


def test_a_reason_nobody_knows_closes_nothing(opened):
    for basket in opened.baskets.all():
        distributions.miss_basket(basket_id=basket.pk, by=BY)
    line = BasketLine.objects.first()
    with pytest.raises(WrongState):
        closing.close(distribution_id=opened.pk, lost={line.pk: "aliens"}, by=BY)
    assert Distribution.objects.get().state == "open"


def test_an_empty_shelf_waits_for_a_look_before_the_week_closes(opened, client_of, coordinator):
    line = opened.baskets.order_by("-persons").first().lines.first()
    packing.shelf_empty(line_id=line.pk, by=BY)
    with pytest.raises(NotSettled):
        end(opened)
    browser, address = client_of(coordinator), f"/distributions/{opened.pk}/close/"
    assert "Shelves found empty" in browser.get(address).text
    answer = browser.post(f"/stock/tasks/{StockTask.objects.get().pk}/settle/", {"week": opened.pk})
    assert answer["Location"] == address
    assert closing.close(distribution_id=opened.pk, by=BY).state == "closed"


def test_at_closing_the_baskets_forget_what_they_were_for_and_keep_what_was_in_them(opened):
    content = list(BasketLine.objects.order_by("pk").values_list("lot", "quantity", "grams"))
    DeskTries.objects.create(distribution=opened, user=3, wrong=2, since=clock.now())
    request_document(kind="pantry.pick_list", params={"distribution": opened.pk}, by=BY, language="en")
    assert {"Basket", "BasketLine"} <= saying("lupin", "no_pork", "kettle", "tofu", "Lupin")
    end(opened)
    assert saying("lupin", "no_pork", "kettle", "tofu", "Lupin") == {"Entitlement"}
    assert list(BasketLine.objects.order_by("pk").values_list("lot", "quantity", "grams")) == content
    assert set(Basket.objects.values_list("persons", "children_under_3")) == {(0, 0)}
    assert [s.target_g for s in BasketShare.objects.all()] == [s.given_g for s in BasketShare.objects.all()]
    opened.refresh_from_db()
    assert (opened.supply, opened.proposals, DeskTries.objects.count(), Document.objects.count()) == ({}, [], 0, 0)


def test_a_collected_basket_can_still_be_warned_and_a_missed_one_is_nobodys_two_weeks_later(opened):
    whose = dict(opened.baskets.values_list("pk", "beneficiary"))
    end(opened)
    assert keeping.cut_joins() == 0
    with clock.at(clock.now() + dt.timedelta(days=16)):
        assert keeping.cut_joins() == 2
    kept = {basket.pk for basket in Basket.objects.filter(beneficiary__isnull=False)}
    assert kept == set(Basket.objects.filter(state="collected").values_list("pk", flat=True))
    for basket in Basket.objects.filter(state="missed"):
        [fact] = pickups.pickups_of([whose[basket.pk]], since=clock.today() - dt.timedelta(days=1))
        assert (fact.state, fact.date, fact.number, fact.lines) == ("missed", opened.date, 0, ())
    assert PastPickup.objects.count() == 2


def test_shares_stay_fair_after_closing_without_the_target_they_were_measured_by(places, bread):
    stock.lose(lot_id=bread.pk, quantity=59, reason="spoiled", by=BY)
    Lot.objects.exclude(pk=bread.pk).update(
        quarantined=True, quarantine_reason="x", quarantined_at=clock.now(), quarantined_by=BY
    )
    with clock.at(clock.now() - dt.timedelta(days=7)):
        number = entitle()
        day = opened_on(places["shelf"])
        hand_over(day, day.baskets.get())
        open_still = offers.history([number], day=day.date + dt.timedelta(days=7))
        closing.close(distribution_id=day.pk, by=BY)
    assert offers.history([number], day=clock.today()) == open_still
    assert open_still[number]["starches"] == [40]  # 500 of 1,250 g
    with clock.at(clock.now() + dt.timedelta(days=28)):
        keeping.empty_bags()
    assert not BasketShare.objects.filter(served__isnull=False).exists()


def test_nothing_changes_after_closing(opened):
    basket = opened.baskets.order_by("-persons").first()
    end(opened)
    basket.refresh_from_db()
    whose = entitle()
    refused = [
        lambda: closing.close(distribution_id=opened.pk, by=BY),
        lambda: distributions.unmiss_basket(basket_id=Basket.objects.filter(state="missed").first().pk, by=BY),
        lambda: distributions.cancel_basket(basket_id=basket.pk, by=BY),
        lambda: packing.pack_basket(basket_id=basket.pk, by=BY),
        lambda: plans.replan(distribution_id=opened.pk, by=BY),
        lambda: entitlements.skip_distribution(beneficiary=whose, distribution_id=opened.pk, by=BY),
        lambda: plans.add_basket(distribution_id=opened.pk, beneficiary=whose, persons=1, cooking="full", by=BY),
    ]
    for verb in refused:
        with pytest.raises(WrongState):
            verb()
    assert choice.bag_of(whose) is None


def test_what_a_volunteer_saw_of_a_day_ends_with_the_shift(opened, client_of, volunteer):
    school_settings.change(values={"name": "Test", "desk_by_volunteers": True}, by=BY)
    now, hour = clock.now(), dt.timedelta(hours=1)
    for starts, ends, status in ((now - 2 * hour, now - hour, 403), (now - hour, now + hour, 200)):
        for task in (Duty.Task.PACK, Duty.Task.DESK):
            duties.open_duty(user_id=volunteer.pk, task=task, starts_at=starts, ends_at=ends, by=BY)
        browser = client_of(volunteer)
        assert {browser.get(screen).status_code for screen in ("/pack/", "/desk/")} == {status}
