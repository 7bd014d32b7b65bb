"""Goods past their best-before date: who is trained looks at six points; never a use-by date."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from coop.accounts import duties
from coop.web import clock
from pantry import losses, rules, six_points, stock
from pantry.errors import NotForGiving, NotToBeChecked, NotTrained
from pantry.models import LossReason, Lot, Movement, Point, SixPointCheck
from pantry.models.stock import Aside
from tests.pantry.conftest import BY, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def trained(volunteer):
    ends = clock.now() + dt.timedelta(days=300)
    for task, until in (("six_point_check", ends), ("receive", clock.now() + dt.timedelta(hours=2))):
        duties.hold(user_id=volunteer.pk, task=task, until=until, by=BY)
    return volunteer


@pytest.fixture
def late(lot, product):
    """Biscuits 70 days past their date, put aside at reception."""

    def make(category="biscuits", **fields):
        made = lot(product("Biscuits", category), best_before=day(-70), **fields)
        losses.quarantine(lot_id=made.pk, reason=Aside.LONG_PAST, by=BY)
        return made

    return make


def look(lot, by, failed=(), words=""):
    return six_points.check(lot_id=lot.pk, failed=failed, words=words, by=by.pk)


def test_six_good_points_give_the_days_of_the_rule_and_no_more(late, trained):
    rules.change(
        code=six_points.RULE, said=rules.Said(10, "food bank, letter of May", "Food bank", clock.today()), by=BY
    )
    box = late()
    assert not Lot.objects.givable_on(day(0)).exists()
    row = look(box, trained)
    assert (row.until, row.source, row.checked_by) == (day(10), "food bank, letter of May", trained.pk)
    assert list(Lot.objects.givable_on(day(10))) == [box]
    assert not Lot.objects.givable_on(day(11)).exists()
    stock.redate(category_id=box.product.category_id, tolerance_days=0)
    assert list(Lot.objects.givable_on(day(10))) == [box]


def test_a_look_never_takes_days_away_and_ends_two_years_after_the_date(lot, product, trained):
    tin = lot(product("Rice", "rice"), best_before=day(-20))
    stock.redate(category_id=tin.product.category_id, tolerance_days=365)
    assert look(tin, trained).until == day(345)
    old = lot(product("Salt", "rice"), best_before=day(-728))
    assert look(old, trained).until == day(2)


def test_a_point_that_is_not_fine_takes_all_of_it_out_with_the_reason(late, trained):
    box = late(quantity=6)
    row = look(box, trained, failed=["senses"], words="Rancid")
    box.refresh_from_db()
    assert (box.balance, row.until, row.failed, row.quantity) == (0, None, ["senses"], 6)
    assert Movement.objects.latest("pk").reason == LossReason.BEST_BEFORE_PASSED
    with pytest.raises(NotToBeChecked):
        look(box, trained)
    for change in (lambda: SixPointCheck.objects.update(failed=[]), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_who_is_trained_says_so_and_nobody_frees_it_without(late, trained, coordinator):
    box = late()
    with pytest.raises(NotTrained):
        look(box, coordinator)
    with pytest.raises(NotForGiving):
        losses.free(lot_id=box.pk, by=coordinator.pk)
    with clock.at(clock.now() + dt.timedelta(days=302)), pytest.raises(NotTrained):
        look(box, trained)
    assert look(box, trained).is_good


@pytest.mark.parametrize(
    ("category", "dated"),
    [
        ("biscuits", {"use_by": -1}),
        ("biscuits", {"best_before": 0}),
        ("yoghurts", {"best_before": -1}),
        ("infant-formula", {"best_before": -1}),
        ("rice", {"best_before": -731}),
        ("rice", {}),
    ],
)
def test_some_things_no_look_can_make_good(category, dated, lot, product, trained):
    thing = lot(product("Thing", category), **{kind: day(offset) for kind, offset in dated.items()})
    with pytest.raises(NotToBeChecked):
        look(thing, trained)


def test_what_is_recalled_stays_aside_whatever_the_look_says(lot, trained):
    tin = lot(best_before=day(-1))
    losses.quarantine(lot_id=tin.pk, reason=Aside.RECALLED, by=BY)
    with pytest.raises(NotToBeChecked):
        look(tin, trained)


def test_the_check_is_reached_from_the_lot_the_list_and_what_is_to_do(late, trained, coordinator, client_of):
    box = late(quantity=6)
    keeper, browser = client_of(coordinator), client_of(trained)
    assert f"/stock/{box.pk}/check/" in keeper.get("/stock/?show=past").text
    assert "/stock/?show=past" in keeper.get("/to-do/").text
    assert f"/stock/{box.pk}/check/" in browser.get(f"/stock/{box.pk}/").text
    assert "Only who is trained" in keeper.get(f"/stock/{box.pk}/check/").text
    sent = {"key": uuid.uuid4(), "fine": Point.values[1:], "verdict": "good", "words": ""}
    for wrong in ({}, {"verdict": ""}, {"fine": Point.values, "verdict": "bad", "words": "Wet"}, {"verdict": "bad"}):
        assert "data-error-summary" in browser.post(f"/stock/{box.pk}/check/", sent | wrong).text
    assert "data-error-summary" in keeper.post(f"/stock/{box.pk}/check/", sent | {"fine": Point.values}).text
    for _press in range(2):
        assert browser.post(f"/stock/{box.pk}/check/", sent | {"fine": Point.values}).status_code == 302
    assert SixPointCheck.objects.count() == 1
    assert "still good" in browser.get(f"/stock/{box.pk}/").text
