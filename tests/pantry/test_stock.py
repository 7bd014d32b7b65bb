"""Balances follow the ledger, whoever comes first and whatever is on the shelf."""

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Sum

from coop.audit.models import JournalEntry
from coop.web import clock
from pantry import losses, stock
from pantry.errors import BadQuantity, CannotReverse, NotEnough, NotForGiving
from pantry.models import Lot, Month, Movement, StockTask
from pantry.stock import Portion
from tests.pantry.conftest import BY, day

pytestmark = pytest.mark.django_db


def ledger(lot) -> int:
    return Movement.objects.filter(lot=lot).aggregate(s=Sum("quantity"))["s"] or 0


def fresh(lot) -> tuple[int, int]:
    row = Lot.objects.get(pk=lot.pk)
    assert row.balance == ledger(lot)
    return row.balance, row.reserved


def test_what_is_received_is_on_the_shelf_and_in_the_ledger(lot):
    tin = lot(quantity=12)
    assert fresh(tin) == (12, 0)
    assert [(m.kind, m.quantity, m.by) for m in tin.movements.all()] == [("received", 12, BY)]
    assert JournalEntry.objects.filter(action="pantry.lot.receive", object_id=str(tin.pk), by_id=BY).count() == 1


def test_a_promise_leaves_the_shelf_as_it_is_and_bounds_the_next_one(lot):
    tin = lot(quantity=5)
    stock.reserve(portions=[Portion(tin.pk, 3, "basket:1"), Portion(tin.pk, 1, "basket:2")], by=BY)
    assert fresh(tin) == (5, 4)
    with pytest.raises(NotEnough, match="Only 1 left of Chick peas, 2 wanted") as refusal:
        stock.reserve(portions=[Portion(tin.pk, 2)], by=BY)
    assert (refusal.value.lot_id, refusal.value.free) == (tin.pk, 1)
    assert fresh(tin) == (5, 4)


def test_a_refused_reservation_leaves_no_lot_half_promised(lot):
    plenty, short = lot(quantity=5), lot(quantity=1)
    with pytest.raises(NotEnough):
        stock.reserve(portions=[Portion(plenty.pk, 2), Portion(short.pk, 2)], by=BY)
    assert fresh(plenty) == (5, 0)


def test_hand_over_ends_the_promise(lot):
    tin = lot(quantity=5)
    stock.reserve(portions=[Portion(tin.pk, 3, "basket:1")], by=BY)
    [line] = stock.hand_out(portions=[Portion(tin.pk, 3, "basket:1")], by=BY)
    assert (line.quantity, line.line) == (-3, "basket:1")
    assert fresh(tin) == (2, 0)


def test_hand_over_never_waits_for_the_books(lot):
    """The shelf had more than the screen: what is missing is found first and becomes a task."""
    tin = lot(quantity=2)
    stock.hand_out(portions=[Portion(tin.pk, 5, "basket:9")], by=BY)
    assert fresh(tin) == (0, 0)
    kinds = list(Movement.objects.filter(lot=tin).order_by("pk").values_list("kind", "quantity"))
    assert kinds == [("received", 2), ("found", 3), ("handed_out", -5)]
    task = StockTask.objects.get()
    assert (task.kind, task.quantity, task.line, task.done_at) == ("more_on_shelf", 3, "basket:9", None)


def test_release_gives_the_promise_back(lot):
    tin = lot(quantity=5)
    stock.reserve(portions=[Portion(tin.pk, 3)], by=BY)
    stock.release(portions=[Portion(tin.pk, 3)], by=BY)
    assert fresh(tin) == (5, 0)


def test_first_expired_leaves_first(lot, product):
    milk = product("Milk", "milk")
    late, soon = lot(milk, 4, best_before=day(90)), lot(milk, 3, best_before=day(9))
    assert stock.take(product_id=milk.pk, quantity=5, line="desk", by=BY) == [
        Portion(soon.pk, 3, "desk"),
        Portion(late.pk, 2, "desk"),
    ]
    assert (fresh(soon), fresh(late)) == ((0, 0), (2, 0))


def test_taking_more_than_the_books_know_books_it_in_first(lot, product):
    milk = product("Milk", "milk")
    only = lot(milk, 1, best_before=day(9))
    stock.take(product_id=milk.pk, quantity=3, line="desk", by=BY)
    stock.take(product_id=milk.pk, quantity=1, line="desk", by=BY)
    assert fresh(only) == (0, 0)
    assert list(StockTask.objects.order_by("pk").values_list("quantity", flat=True)) == [2, 1]


def test_taking_what_was_never_received_is_refused(product):
    with pytest.raises(NotForGiving, match="Receive it first"):
        stock.take(product_id=product("Milk", "milk").pk, quantity=1, line="", by=BY)


@pytest.mark.parametrize("verb", [stock.reserve, stock.hand_out])
def test_a_passed_use_by_date_is_never_given(lot, verb):
    yoghurt = lot(use_by=day(2), quantity=4)
    with (
        clock.at(clock.now() + dt.timedelta(days=3)),
        pytest.raises(NotForGiving, match="Use-by date passed: Chick") as no,
    ):
        verb(portions=[Portion(yoghurt.pk, 1)], by=BY)
    assert no.value.lot_ids == [yoghurt.pk]
    assert fresh(yoghurt) == (4, 0)


def test_on_its_use_by_day_it_may_still_be_given(lot):
    stock.hand_out(portions=[Portion(lot(use_by=clock.today()).pk, 1)], by=BY)


@pytest.mark.parametrize("verb", [stock.reserve, stock.hand_out])
def test_what_is_put_aside_is_not_given(lot, verb):
    tin = lot()
    losses.quarantine(lot_id=tin.pk, reason="Swollen", by=BY)
    with pytest.raises(NotForGiving, match="Put aside"):
        verb(portions=[Portion(tin.pk, 1)], by=BY)
    losses.free(lot_id=tin.pk, by=BY)
    verb(portions=[Portion(tin.pk, 1)], by=BY)


def test_a_loss_takes_the_promise_with_it_and_says_so(lot):
    tin = lot(quantity=5)
    stock.reserve(portions=[Portion(tin.pk, 4)], by=BY)
    stock.lose(lot_id=tin.pk, quantity=3, reason="damaged", by=BY)
    assert fresh(tin) == (2, 2)
    assert StockTask.objects.get().kind == "promised_and_lost"
    stock.hand_out(portions=[Portion(tin.pk, 4)], by=BY)
    assert fresh(tin) == (0, 0)


def test_no_more_is_lost_than_is_there(lot):
    with pytest.raises(NotEnough):
        stock.lose(lot_id=lot(quantity=2).pk, quantity=3, reason="spoiled", by=BY)


def test_a_loss_needs_a_reason(lot):
    with pytest.raises(BadQuantity, match="why"):
        stock.lose(lot_id=lot().pk, quantity=1, reason="", by=BY)


def test_a_reversal_is_a_line_of_the_opposite_sign(lot):
    tin = lot(quantity=12)
    line = stock.reverse(movement_id=tin.movements.get().pk, reason="typed twice", by=BY)
    assert (line.kind, line.quantity, line.reversal_reason) == ("received", -12, "typed twice")
    assert fresh(tin) == (0, 0)
    assert Month.objects.get(kind="received").grams == 0


def test_nothing_is_undone_twice(lot):
    first = lot().movements.get()
    undo = stock.reverse(movement_id=first.pk, reason="wrong", by=BY)
    with pytest.raises(CannotReverse, match="already undone"):
        stock.reverse(movement_id=first.pk, reason="wrong", by=BY)
    with pytest.raises(CannotReverse, match="already undoes"):
        stock.reverse(movement_id=undo.pk, reason="wrong", by=BY)


def test_a_reversal_is_refused_when_later_movements_touch_the_lot_and_names_them(lot):
    tin = lot(quantity=12)
    lost = stock.lose(lot_id=tin.pk, quantity=2, reason="damaged", by=BY)
    received = tin.movements.get(kind="received")
    with pytest.raises(CannotReverse, match="Lost 2") as refusal:
        stock.reverse(movement_id=received.pk, reason="wrong", by=BY)
    assert refusal.value.blocking == [lost.pk]
    stock.reverse(movement_id=lost.pk, reason="not broken", by=BY)
    stock.reverse(movement_id=received.pk, reason="wrong", by=BY)
    assert fresh(tin) == (0, 0)


def test_what_is_promised_is_not_undone(lot):
    tin = lot(quantity=3)
    stock.reserve(portions=[Portion(tin.pk, 1)], by=BY)
    with pytest.raises(CannotReverse, match="promised"):
        stock.reverse(movement_id=tin.movements.get().pk, reason="wrong", by=BY)


@pytest.mark.parametrize("quantity", [0, -1])
def test_quantities_are_at_least_one(lot, quantity):
    with pytest.raises(BadQuantity):
        stock.reserve(portions=[Portion(lot().pk, quantity)], by=BY)


def test_a_settled_task_stays_settled(lot):
    stock.hand_out(portions=[Portion(lot(quantity=1).pk, 2)], by=BY)
    task = StockTask.objects.get()
    stock.settle(task_id=task.pk, by=8)
    stock.settle(task_id=task.pk, by=9)
    assert StockTask.objects.get().done_by == 8


def test_months_hold_grams_and_say_which_share_is_assumed(lot, product):
    lot(product("Rice", "rice", net_weight_g=1000), 3, source="company")
    lot(product("Lentils", "pulses"), 2, source="company")
    rows = Month.objects.filter(kind="received", source="company", group="starches")
    assert list(rows.values_list("grams", "grams_assumed", "units")) == [(3000 + 900, 900, 5)]


def test_hand_over_of_three_lots_costs_what_one_costs(lot, django_assert_num_queries):
    for n in (1, 3):
        portions = [Portion(lot().pk, 1, "basket:1") for _ in range(n)]
        with django_assert_num_queries(7):  # savepoint, lock, update, ledger, month, journal, release
            stock.hand_out(portions=portions, by=BY)


def test_the_ledger_cannot_be_changed_by_going_round_the_verbs(lot):
    line = lot().movements.get()
    for change in (lambda: Movement.objects.filter(pk=line.pk).update(quantity=99), line.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("pantry_lot", "balance = -1", "balance"),
        ("pantry_lot", "reserved = balance + 1", "lot_reserved_within_balance"),
        ("pantry_lot", "grams_each = 0", "lot_weighs_something"),
        ("pantry_lot", "unit = 'gram', grams_each = 5", "lot_gram_is_a_gram"),
        ("pantry_lot", "\"group\" = 'weapons'", "lot_group_known"),
        ("pantry_lot", "source = 'nobody'", "lot_source_known"),
        ("pantry_lot", "date_kind = 'use_by'", "lot_date_fits_its_kind"),
        (
            "pantry_lot",
            "date_kind = 'best_before', \"group\" = 'infant', limit_date = '2026-01-01', effective_limit = '2026-02-01'",
            "lot_infant_no_tolerance",
        ),
        ("pantry_lot", "quarantined = true", "lot_quarantine_says_why"),
        ("pantry_month", "month = '2026-11-02'", "month_is_a_first_day"),
    ],
)
def test_every_constraint_holds_when_the_verb_is_gone_round(lot, table, change, constraint):
    lot()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "received", "quantity": -1}, "movement_sign_fits_its_kind"),
        ({"kind": "handed_out", "quantity": 1}, "movement_sign_fits_its_kind"),
        ({"kind": "lost", "quantity": -1}, "movement_loss_has_a_reason"),
        ({"kind": "found", "quantity": 1, "reason": "damaged"}, "movement_loss_has_a_reason"),
        ({"kind": "found", "quantity": 1, "reversal_reason": "x"}, "movement_reversal_has_a_reason"),
    ],
)
def test_a_ledger_line_that_makes_no_sense_is_refused(lot, fields, constraint):
    tin = lot()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Movement.objects.create(
            lot=tin, place=tin.place, by=BY, happened_on=clock.today(), recorded_at=clock.now(), **fields
        )


def test_givable_means_free_not_put_aside_and_in_date(lot, product):
    soup = product("Soup", "soups")
    late, soon = lot(soup, 2, best_before=day(60)), lot(soup, 2, best_before=day(2))
    lot(soup, 2, use_by=day(1))
    promised, aside = lot(soup, 1, best_before=day(50)), lot(soup, 1, best_before=day(50))
    stock.reserve(portions=[Portion(promised.pk, 1)], by=BY)
    losses.quarantine(lot_id=aside.pk, reason="recall", by=BY)
    assert list(Lot.objects.givable_on(day(2))) == [soon, late]


def test_what_anybody_may_take_is_promised_to_no_basket_and_given_at_no_desk(lot, places):
    served = lot(quantity=5)
    places["shelf"].self_service = True
    places["shelf"].save()
    for try_it in (
        lambda: stock.reserve(portions=[Portion(served.pk, 1)], by=BY),
        lambda: stock.take(product_id=served.product_id, quantity=1, line="", by=BY),
    ):
        with pytest.raises(NotForGiving):
            try_it()
    assert fresh(served) == (5, 0)
