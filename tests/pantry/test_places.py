"""Where goods lie: places are added, renamed and closed, and goods are carried from one to another."""

import uuid

import pytest
from django.db.models import Sum

from coop.school.models import Place
from pantry import ledger_check, losses, places, stock, transfers
from pantry.errors import CannotReverse, ColdChain, KindInUse, NotEnough, PlaceNotEmpty, WrongPlace
from pantry.models import Lot, Movement
from pantry.places import change
from pantry.stock import Portion
from tests.pantry.conftest import BY, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_shelf(places):
    return Place.objects.create(name="B3", kind="shelf", position=9)


@pytest.fixture
def browser(coordinator, client_of):
    return client_of(coordinator)


def carry(lot, quantity, place, **more):
    return transfers.move(lot_id=lot.pk, quantity=quantity, place_id=place.pk, by=BY, **more)


def at_places():
    """What the ledger says lies where."""
    lying = Movement.objects.order_by("place").values_list("place__name").annotate(units=Sum("quantity"))
    return {name: units for name, units in lying if units}


def test_all_of_a_lot_keeps_its_number_and_its_promises(lot, other_shelf):
    tin = lot(quantity=9)
    stock.reserve(portions=[Portion(tin.pk, 4)], by=BY)
    assert carry(tin, 9, other_shelf).pk == tin.pk
    moved = Lot.objects.get()
    assert (moved.place, moved.balance, moved.reserved) == (other_shelf, 9, 4)
    assert at_places() == {"B3": 9}
    assert ledger_check.differences() == []


def test_a_part_becomes_a_lot_of_its_own_with_the_same_date(lot, other_shelf):
    tin = lot(quantity=9, best_before=day(40), lot_number="L7")
    part = carry(tin, 4, other_shelf)
    assert part.pk != tin.pk
    kept, there = Lot.objects.order_by("pk")
    assert (kept.balance, there.balance, there.limit_date, there.lot_number) == (5, 4, kept.limit_date, "L7")
    assert at_places() == {"B2": 5, "B3": 4}
    assert ledger_check.differences() == []


def test_what_is_promised_stays_unless_all_of_it_goes(lot, other_shelf):
    tin = lot(quantity=9)
    stock.reserve(portions=[Portion(tin.pk, 4)], by=BY)
    with pytest.raises(NotEnough, match="Only 5 left"):
        carry(tin, 6, other_shelf)


@pytest.mark.parametrize("closed", [False, True])
def test_not_to_where_it_is_nor_to_a_closed_place(lot, other_shelf, closed):
    tin = lot()
    if closed:
        places.close(place_id=other_shelf.pk, by=BY)
    with pytest.raises(WrongPlace):
        carry(tin, 1, other_shelf if closed else tin.place)


def test_cold_goods_leave_the_cold_only_with_a_word_and_are_put_aside(lot, product, places, other_shelf):
    milk = lot(product("Yoghurt", "yoghurts"), 6, use_by=day(5))
    carry(milk, 6, places["fridge"])
    with pytest.raises(ColdChain, match="Yoghurt needs the cold, and B3 is not cold"):
        carry(milk, 2, other_shelf)
    part = carry(milk, 2, other_shelf, why="Fridge broken")
    assert (part.quarantined, part.quarantine_reason) == (True, "Fridge broken")
    assert not Lot.objects.get(pk=milk.pk).quarantined


def test_what_is_put_aside_stays_aside_where_it_goes(lot, other_shelf):
    tin = lot()
    losses.quarantine(lot_id=tin.pk, reason="swollen", by=BY)
    assert carry(tin, 3, other_shelf).quarantine_reason == "swollen"


@pytest.mark.parametrize("quantity", [9, 4])
def test_a_move_is_undone_with_both_of_its_lines(lot, other_shelf, quantity):
    tin = lot(quantity=9)
    carry(tin, quantity, other_shelf)
    line = Movement.objects.filter(kind="moved").order_by("pk")[1]
    assert stock.reverse(movement_id=line.pk, reason="wrong shelf", by=BY).reverses_id == line.pk
    assert at_places() == {"B2": 9}
    assert Lot.objects.get(pk=tin.pk).place.name == "B2"
    assert ledger_check.differences() == []
    with pytest.raises(CannotReverse, match="already undone"):
        stock.reverse(movement_id=line.pk, reason="again", by=BY)


def test_a_move_is_not_undone_when_something_was_taken_there(lot, other_shelf):
    tin = lot(quantity=9)
    part = carry(tin, 4, other_shelf)
    stock.lose(lot_id=part.pk, quantity=1, reason="damaged", by=BY)
    out = Movement.objects.get(lot=tin, kind="moved")
    with pytest.raises(CannotReverse, match="Lost 1"):
        stock.reverse(movement_id=out.pk, reason="wrong shelf", by=BY)
    with pytest.raises(CannotReverse, match="Moved 4"):
        stock.reverse(movement_id=tin.movements.get(kind="received").pk, reason="typed twice", by=BY)


def test_a_place_with_goods_is_not_closed_and_says_what_lies_there(lot, product, other_shelf):
    rice = product("Rice", "rice")
    tin = lot(rice, 5)
    lot(rice, 7)
    lot(product("Milk", "milk"), 3)
    with pytest.raises(PlaceNotEmpty, match=r"B2 is not empty: Rice \(12\), Milk \(3\)\. Move it first"):
        places.close(place_id=tin.place_id, by=BY)
    places.close(place_id=other_shelf.pk, by=BY)
    places.open_again(place_id=other_shelf.pk, by=BY)
    assert not Place.objects.filter(closed=True).exists()


def test_a_fridge_that_holds_milk_is_not_called_a_shelf(lot, product, places):
    milk = lot(product("Yoghurt", "yoghurts"), 6, use_by=day(5))
    carry(milk, 6, places["fridge"])
    with pytest.raises(KindInUse, match=r"Yoghurt \(6\)"):
        change(place_id=places["fridge"].pk, name="Fridge", kind="shelf", by=BY)


def test_a_coordinator_adds_renames_and_closes_a_place(browser, places):
    browser.post("/places/", {"key": uuid.uuid4(), "name": "B4", "kind": "shelf"})
    made = Place.objects.get(name="B4")
    taken = browser.post(f"/places/{made.pk}/", {"key": uuid.uuid4(), "name": "B2", "kind": "shelf"})
    assert "Another place has this name" in taken.text
    assert (
        browser.post(f"/places/{made.pk}/", {"key": uuid.uuid4(), "name": "Cellar", "kind": "room"}).url == "/places/"
    )
    browser.post(f"/places/{made.pk}/close/", {"key": uuid.uuid4()})
    page = browser.get("/places/").text
    assert "no longer used" in page
    assert page.index("Freezer") < page.index("Cellar")


def test_a_refused_closing_says_why_on_the_page(browser, lot):
    tin = lot(quantity=12)
    page = browser.post(f"/places/{tin.place_id}/close/", {"key": uuid.uuid4()}, follow=True)
    assert "B2 is not empty: Chick peas (12)" in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_places_costs_the_same_for_one_lot_and_for_three(browser, lot, rows, django_assert_num_queries):
    for _row in range(rows):
        lot()
    with django_assert_num_queries(4):
        browser.get("/places/")


def test_a_lot_is_carried_with_three_taps_and_once(browser, lot, other_shelf):
    tin = lot(quantity=9)
    page = browser.get(f"/stock/{tin.pk}/move/").text
    assert 'value="9"' in page
    assert "B3, Shelf" in page
    assert "B2, Shelf" not in page
    sent = {"move-key": uuid.uuid4(), "move-amount": "9", "move-place": other_shelf.pk}
    assert [browser.post(f"/stock/{tin.pk}/move/", sent).status_code for _tap in range(2)] == [302, 302]
    assert at_places() == {"B3": 9}
    assert "B3" in browser.get(f"/stock/{tin.pk}/").text


def test_leaving_the_cold_asks_for_a_word_and_keeps_what_was_typed(browser, lot, product, places):
    milk = lot(product("Yoghurt", "yoghurts"), 6, use_by=day(5))
    carry(milk, 6, places["fridge"])
    sent = {"move-key": uuid.uuid4(), "move-amount": "2", "move-place": places["shelf"].pk, "move-why": ""}
    page = browser.post(f"/stock/{milk.pk}/move/", sent).text
    assert "needs the cold" in page
    assert 'value="2"' in page
    assert browser.post(f"/stock/{milk.pk}/move/", sent | {"move-why": "Fridge broken"}).status_code == 302


def test_a_volunteer_on_duty_carries_and_gets_no_other_tool(volunteer, client_of, lot, other_shelf, person):
    from datetime import timedelta

    from coop.accounts.models import Duty
    from coop.web import clock

    tin = lot(quantity=9)
    stock.lose(lot_id=tin.pk, quantity=1, reason="damaged", by=person("Sol Keeper").pk)
    assert client_of(volunteer).get(f"/stock/{tin.pk}/move/").status_code == 403
    hours = {"starts_at": clock.now() - timedelta(hours=1), "ends_at": clock.now() + timedelta(hours=1)}
    Duty.objects.create(user=volunteer, task=Duty.Task.RECEIVE, opened_by=0, **hours)
    browser = client_of(volunteer)
    page = browser.get(f"/stock/{tin.pk}/").text
    assert [
        word for word in ("Move", "Record the loss", "Put this lot aside", "Sol Keeper", "Undo") if word in page
    ] == ["Move"]
    sent = {"move-key": uuid.uuid4(), "move-amount": "8", "move-place": other_shelf.pk}
    assert browser.post(f"/stock/{tin.pk}/move/", sent).url == f"/stock/{tin.pk}/"
