"""Until the cut-off a learner swaps or leaves out what is in the bag; stock follows, hard rules hold, nobody else's bag moves."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coop.web import clock
from pantry import plans, rules
from pantry.errors import ChoiceIsOver, NotForThisBasket, PlanChanged
from pantry.ledger_check import differences
from pantry.models import Basket, BasketLine
from referrals import choice
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import entitle, harmless, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(lot, product, places):  # noqa: F811
    """Rice that goes first, pasta, and nut bread; 500 g each."""
    pasta, rice = (
        harmless(product("Pasta", "pasta", net_weight_g=500)),
        harmless(product("Rice", "rice", net_weight_g=500)),
    )
    nuts = harmless(product("Nut bread", "bread", net_weight_g=500), contains={"nuts"})
    soon = clock.today() + timedelta(days=40)
    return {
        "rice": lot(rice, 4, best_before=soon),
        "pasta": lot(pasta, 4, best_before=soon + timedelta(days=9)),
        "nuts": lot(nuts, 4, best_before=soon + timedelta(days=99)),
    }


@pytest.fixture
def week(learner, shelf, places):  # noqa: F811
    """A distribution in seven days, planned, with a bag for `learner`."""
    day = weekly(places["shelf"], on=clock.today() + timedelta(days=7))
    return plans.plan(distribution_id=day.pk, by=7, seed=1)


def content(learner):
    lines = BasketLine.objects.filter(basket__beneficiary=learner.beneficiary).select_related("lot__product")
    return {line.lot.product.name: line.quantity for line in lines}


def line_of(learner, name):
    return BasketLine.objects.get(basket__beneficiary=learner.beneficiary, lot__product__name=name)


def free(lot_row):
    lot_row.refresh_from_db()
    return lot_row.available


def test_a_learner_swaps_on_the_page_and_the_stock_follows(learner, week, shelf):
    phone, line = learner.browser(), line_of(learner, "Rice")
    assert "/mine/choice/" in phone.get("/mine/").content.decode()
    assert f"/mine/choice/{line.pk}/" in phone.get("/mine/choice/").content.decode()
    before, said = content(learner), {"key": str(uuid4()), "instead": str(shelf["nuts"].product_id)}
    page = phone.get(f"/mine/choice/{line.pk}/").content.decode()
    assert "Nut bread" in page
    for _tap in range(2):
        assert phone.post(f"/mine/choice/{line.pk}/", said).status_code == 302
    assert before == {"Rice": 1, "Pasta": 1, "Nut bread": 1}
    assert content(learner) == {"Pasta": 1, "Nut bread": 2}
    assert (free(shelf["rice"]), free(shelf["nuts"])) == (4, 2)


def test_what_is_left_out_stays_out_when_the_week_is_planned_again_and_comes_back_when_asked(learner, week, shelf):
    line = line_of(learner, "Rice")
    was = line.quantity
    choice.decline(case_id=learner.case_id, line_id=line.pk)
    assert free(shelf["rice"]) == 4
    plans.replan(distribution_id=week.pk, by=7, seed=2)
    kept = content(learner)
    assert "Rice" not in kept
    share = Basket.objects.get(beneficiary=learner.beneficiary).shares.get(group="starches")
    assert (share.target_g, share.missing_g) == (1250 - 500 * was, 0)
    phone, left_out = learner.browser(), shelf["rice"].product_id
    assert "Rice" in phone.get("/mine/choice/").content.decode()
    phone.post(f"/mine/choice/take/{left_out}/", {"key": str(uuid4())})
    assert content(learner) == kept | {"Rice": was}
    assert differences() == []


def test_what_was_chosen_stays_when_the_week_is_planned_again(learner, week, shelf):
    choice.swap(case_id=learner.case_id, line_id=line_of(learner, "Rice").pk, product_id=shelf["nuts"].product_id)
    plans.replan(distribution_id=week.pk, by=7, seed=2)
    assert content(learner)["Nut bread"] == 2


def test_what_must_not_go_in_is_not_offered_and_not_taken(learner, week, shelf):
    Basket.objects.filter(beneficiary=learner.beneficiary).update(allergens=["nuts"])
    line, before = line_of(learner, "Rice"), content(learner)
    offered = {other.product for item in choice.bag(case_id=learner.case_id).items for other in item.others}
    assert shelf["nuts"].product_id not in offered
    with pytest.raises(NotForThisBasket):
        choice.swap(case_id=learner.case_id, line_id=line.pk, product_id=shelf["nuts"].product_id)
    assert content(learner) == before


def test_the_bag_of_somebody_else_can_not_be_changed(learner, week):
    entitle(allergens=["milk"])
    plans.replan(distribution_id=week.pk, by=7, seed=1)
    other = BasketLine.objects.exclude(basket__beneficiary=learner.beneficiary).first()
    phone = learner.browser()
    assert phone.get(f"/mine/choice/{other.pk}/").headers["Location"] == "/mine/choice/"
    with pytest.raises(PlanChanged):
        choice.decline(case_id=learner.case_id, line_id=other.pk)
    other.refresh_from_db()


@pytest.mark.parametrize("over", ["cut-off", "frozen"])
def test_after_the_cut_off_the_bag_comes_as_planned(learner, week, over):
    line = line_of(learner, "Rice")
    if over == "frozen":
        week.state, week.frozen_at, week.frozen_by = "frozen", clock.now(), 7
        week.save()
    hours = rules.value("choice_closes_hours")
    late = clock.now() + (timedelta(days=7) - timedelta(hours=hours - 20) if over == "cut-off" else timedelta())
    with clock.at(late), pytest.raises(ChoiceIsOver):
        choice.decline(case_id=learner.case_id, line_id=line.pk)
    with clock.at(late):
        assert choice.bag(case_id=learner.case_id) is None
