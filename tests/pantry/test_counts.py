"""Counting a place: blind, interrupted, by two people, while goods move; and shelves where anybody takes."""

import uuid
from datetime import timedelta

import pytest

from coop.accounts.models import Duty
from coop.school.models import Place
from coop.web import clock
from pantry import counts, ledger_check, losses, offers, stock, transfers
from pantry import places as keeping
from pantry.errors import CountIsOver, NothingCounted, OpenToAll, SamePerson, WrongPlace
from pantry.models import Count, CountLine, Lot, Month, Movement, StockTask
from pantry.stock import Portion
from tests.pantry.conftest import BY, code, day
from tests.pantry.test_stock_races import at_once, books_agree

pytestmark = pytest.mark.django_db
OTHER = 8


@pytest.fixture
def open_shelf(places):
    return Place.objects.create(name="Basket at the door", kind="shelf", position=9, self_service=True)


@pytest.fixture
def browser(coordinator, client_of):
    return client_of(coordinator)


def count_of(lot):
    return counts.begin(place_id=lot.place_id, by=BY)


def note(count, lot, counted, by=BY):
    return counts.note(count_id=count.pk, lot_id=lot.pk, counted=counted, by=by)


def balances():
    return list(Lot.objects.order_by("pk").values_list("balance", flat=True))


def lines_of(kind):
    return list(Movement.objects.filter(kind=kind).order_by("pk").values_list("quantity", "reason"))


def test_only_what_was_counted_changes_and_the_difference_says_why(lot, product):
    short, more, untouched = lot(quantity=9), lot(product("Rice", "rice"), 5), lot(product("Oil", "oils"), 7)
    count = count_of(short)
    note(count, short, 7)
    note(count, more, 6)
    assert balances() == [9, 5, 7]
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [7, 6, 7]
    assert lines_of("lost") == [(-2, "count")]
    assert lines_of("found") == [(1, "")]
    assert not untouched.movements.exclude(kind="received").exists()
    assert ledger_check.differences() == []


def test_a_line_is_compared_with_the_balance_of_its_moment(lot):
    tin = lot(quantity=9)
    count = count_of(tin)
    stock.lose(lot_id=tin.pk, quantity=2, reason="damaged", by=BY)
    note(count, tin, 6)
    stock.hand_out(portions=[Portion(tin.pk, 3)], by=BY)
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [3]


def test_what_was_carried_away_since_is_counted_where_it_was(lot, places):
    tin = lot(quantity=9)
    count = count_of(tin)
    note(count, tin, 8)
    transfers.move(lot_id=tin.pk, quantity=9, place_id=places["fridge"].pk, by=BY)
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [8]
    assert ledger_check.differences() == []


def test_the_last_number_holds_whoever_typed_it(lot):
    tin = lot(quantity=4)
    count = count_of(tin)
    note(count, tin, 1)
    assert counts.begin(place_id=tin.place_id, by=OTHER).pk == count.pk
    note(count, tin, 3, by=OTHER)
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [3]
    assert sorted(CountLine.objects.values_list("counted", "state")) == [(1, "replaced"), (3, "booked")]
    with pytest.raises(CountIsOver):
        note(count, tin, 2)


def test_lots_that_nobody_can_tell_apart_are_counted_together(lot, product):
    rice = product("Rice", "rice")
    first, second = lot(rice, 2, best_before=day(90)), lot(rice, 3, best_before=day(90))
    aside = lot(rice, 1, best_before=day(90))
    losses.quarantine(lot_id=aside.pk, reason="torn", by=BY)
    count = count_of(first)
    assert note(count, second, 3).expected == 5
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [0, 3, 1]


def test_a_promise_that_cannot_be_kept_becomes_a_task(lot):
    tin = lot(quantity=4)
    stock.reserve(portions=[Portion(tin.pk, 3)], by=BY)
    count = count_of(tin)
    note(count, tin, 2)
    counts.finish(count_id=count.pk, by=BY)
    assert list(StockTask.objects.values_list("kind", "quantity")) == [("promised_and_lost", 1)]
    assert (Lot.objects.get().balance, Lot.objects.get().reserved) == (2, 2)


def test_never_below_zero_when_the_books_moved_past_the_count(lot):
    tin = lot(quantity=4)
    count = count_of(tin)
    note(count, tin, 1)
    stock.hand_out(portions=[Portion(tin.pk, 3)], by=BY)
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [0]
    assert list(StockTask.objects.values_list("kind", "quantity")) == [("less_on_shelf", 2)]


def test_a_large_difference_waits_for_somebody_else(lot):
    tin = lot(quantity=12)
    count = count_of(tin)
    line = note(count, tin, 2)
    counts.finish(count_id=count.pk, by=BY)
    assert balances() == [12]
    with pytest.raises(SamePerson):
        counts.confirm(line_id=line.pk, by=BY)
    counts.confirm(line_id=line.pk, by=OTHER)
    assert balances() == [2]
    with pytest.raises(CountIsOver):
        counts.confirm(line_id=line.pk, by=OTHER)


def test_counting_again_drops_what_waited(lot):
    tin = lot(quantity=12)
    count = count_of(tin)
    line = note(count, tin, 2)
    counts.finish(count_id=count.pk, by=BY)
    again = counts.drop(line_id=line.pk, by=OTHER)
    assert (again.pk != count.pk, again.is_open) == (True, True)
    note(again, tin, 11, by=OTHER)
    counts.finish(count_id=again.pk, by=OTHER)
    assert balances() == [11]


def test_a_difference_of_a_count_is_undone_like_any_line(lot):
    tin = lot(quantity=4)
    count = count_of(tin)
    note(count, tin, 3)
    counts.finish(count_id=count.pk, by=BY)
    stock.reverse(movement_id=Movement.objects.get(kind="lost").pk, reason="it was behind the rice", by=BY)
    assert balances() == [4]


def test_an_empty_count_and_an_unknown_thing_are_refused(lot, places, product):
    tin = lot()
    count = counts.begin(place_id=places["fridge"].pk, by=BY)
    with pytest.raises(NothingCounted):
        counts.finish(count_id=count.pk, by=BY)
    with pytest.raises(WrongPlace, match="knows none of it here"):
        note(count, tin, 2)


def test_what_is_gone_from_an_open_shelf_was_taken_and_never_by_anybody(lot, product, open_shelf):
    pads = lot(product("Pads", "body-care", net_weight_g=300), 40)
    part = transfers.move(lot_id=pads.pk, quantity=30, place_id=open_shelf.pk, by=BY)
    count = counts.begin(place_id=open_shelf.pk, by=BY)
    note(count, part, 4)
    counts.finish(count_id=count.pk, by=BY)
    assert lines_of("taken") == [(-26, "")]
    assert lines_of("lost") == []
    assert Month.objects.get(kind="taken").units == -26
    assert [lot.pk for lot in offers.free_lots(["hygiene"])] == [pads.pk]


def test_what_is_promised_or_put_aside_does_not_go_on_an_open_shelf(lot, open_shelf):
    tin = lot(quantity=3)
    stock.reserve(portions=[Portion(tin.pk, 3)], by=BY)
    with pytest.raises(OpenToAll):
        transfers.move(lot_id=tin.pk, quantity=3, place_id=open_shelf.pk, by=BY)
    with pytest.raises(OpenToAll):
        keeping.change(place_id=tin.place_id, name="B2", kind="shelf", self_service=True, by=BY)


def test_a_phone_walks_from_thing_to_thing_and_shows_no_expected_number(browser, lot, product):
    rice = lot(product("Rice", "rice", number=1), 4321)
    beans = lot(product("Beans", "pulses"), 5)
    address = browser.post(f"/counts/begin/{rice.place_id}/", {"key": uuid.uuid4()}).url
    page = browser.get(address).text
    assert "4321" not in page
    assert "4,321" not in page
    sent = {"key": uuid.uuid4(), "thing": beans.pk, "quantity": "5", "next_code": code(1)}
    follow = browser.post(f"{address}note/", sent).url
    assert browser.get(follow).context["thing"].lot.pk == rice.pk
    wrong = browser.post(f"{address}note/", {"key": uuid.uuid4(), "thing": rice.pk, "quantity": "many"})
    assert 'value="many"' in wrong.text
    browser.post(f"{address}note/", {"key": uuid.uuid4(), "thing": rice.pk, "quantity": "0"})
    assert "Everything is counted" in browser.get(address).text
    browser.post(f"{address}finish/", {"key": uuid.uuid4()})
    result = browser.get(address).text
    assert [words for words in ("as in the books", "waits for somebody else") if words in result] == [
        "as in the books",
        "waits for somebody else",
    ]


def test_a_volunteer_on_duty_confirms_what_the_coordinator_counted(volunteer, client_of, coordinator, lot):
    tin = lot(quantity=12)
    count = count_of(tin)
    line = note(count, tin, 2, by=coordinator.pk)
    counts.finish(count_id=count.pk, by=coordinator.pk)
    hours = {"starts_at": clock.now() - timedelta(hours=1), "ends_at": clock.now() + timedelta(hours=1)}
    Duty.objects.create(user=volunteer, task=Duty.Task.RECEIVE, opened_by=0, **hours)
    browser = client_of(volunteer)
    assert "I see the same" in browser.get("/counts/").text
    browser.post(f"/counts/lines/{line.pk}/same/", {"key": uuid.uuid4()})
    assert balances() == [2]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_screens_cost_the_same_for_one_thing_and_for_three(
    browser, lot, product, rows, django_assert_max_num_queries
):
    for n in range(rows):
        tin = lot(product(f"Rice {n}", "rice"), 5)
    count = count_of(tin)
    note(count, tin, 5)
    with django_assert_max_num_queries(7):
        browser.get(f"/counts/{count.pk}/")
    with django_assert_max_num_queries(7):
        browser.get("/counts/")


@pytest.mark.django_db(transaction=True)
def test_twenty_people_carry_count_lose_and_hand_out_at_once(lot, places):
    first, second = lot(quantity=40, best_before=day(5)), lot(quantity=40, best_before=day(6))
    count = count_of(first)
    note(count, second, 39)
    fridge = places["fridge"].pk
    acts = [
        lambda: transfers.move(lot_id=first.pk, quantity=1, place_id=fridge, by=BY),
        lambda: transfers.move(lot_id=second.pk, quantity=1, place_id=fridge, by=BY),
        lambda: stock.hand_out(portions=[Portion(second.pk, 1), Portion(first.pk, 1)], by=BY),
        lambda: note(count, first, 40),
    ] * 4 + [lambda: counts.begin(place_id=fridge, by=BY)] * 3
    outcomes = at_once(*acts, lambda: counts.begin(place_id=first.place_id, by=OTHER))
    assert outcomes == [None] * 20
    counts.finish(count_id=count.pk, by=BY)
    assert Count.objects.filter(closed_at=None).count() == 1
    books_agree()
    assert ledger_check.differences() == []
