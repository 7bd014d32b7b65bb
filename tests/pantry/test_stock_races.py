"""Twenty people at one shelf: nothing lost, nothing below zero, nobody waiting for each other crosswise.

Each race has its twin with the guard off, which must fail: otherwise the race proves nothing.
"""

import threading

import pytest
from django.db import connection, models
from django.db.models import Sum

from pantry import ledger, stock
from pantry.errors import NotEnough
from pantry.models import Lot, Month, Movement
from pantry.stock import Portion
from tests.pantry.conftest import BY, day

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 20


def at_once(*acts):
    """Run them together from one starting line; what each raised, or None."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            barrier.wait(30)
            act()
        except Exception as error:
            outcomes[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def books_agree() -> None:
    """Every balance is the sum of its movements, never below zero; the month is the sum of all of them."""
    for lot in Lot.objects.annotate(moved=Sum("movements__quantity")):
        assert lot.balance == lot.moved >= 0
        assert 0 <= lot.reserved <= lot.balance
    moved = Movement.objects.aggregate(units=Sum("quantity"))["units"]
    assert Month.objects.aggregate(units=Sum("units"))["units"] == moved


def everybody_hands_out(lots):
    """Each writer takes one of every lot, half of them naming the lots in the opposite order."""
    orders = [lots, list(reversed(lots))]
    return [
        lambda n=n: stock.hand_out(portions=[Portion(lot.pk, 1, f"basket:{n}") for lot in orders[n % 2]], by=BY)
        for n in range(WRITERS)
    ]


def test_twenty_hand_overs_lose_nothing_and_never_lock_each_other_out(lot):
    lots = [lot(quantity=WRITERS + 5, best_before=day(n)) for n in range(4)]
    assert at_once(*everybody_hands_out(lots)) == [None] * WRITERS
    assert list(Lot.objects.values_list("balance", flat=True)) == [5] * 4
    books_agree()


def test_twenty_hand_overs_of_a_short_lot_find_what_is_missing(lot):
    tin = lot(quantity=8)
    assert at_once(*everybody_hands_out([tin])) == [None] * WRITERS
    assert Lot.objects.get().balance == 0
    assert Movement.objects.filter(kind="found").aggregate(s=Sum("quantity"))["s"] == WRITERS - 8
    books_agree()


def test_twenty_promises_of_twelve_are_twelve(lot):
    tin = lot(quantity=12)
    outcomes = at_once(*[lambda: stock.reserve(portions=[Portion(tin.pk, 1)], by=BY)] * WRITERS)
    assert outcomes.count(None) == 12
    assert all(isinstance(o, NotEnough) for o in outcomes if o)
    assert Lot.objects.get().reserved == 12
    books_agree()


def test_received_lost_found_and_handed_out_at_once(lot):
    tin = lot(quantity=50)
    acts = [
        lambda: stock.hand_out(portions=[Portion(tin.pk, 2)], by=BY),
        lambda: stock.lose(lot_id=tin.pk, quantity=1, reason="damaged", by=BY),
        lambda: stock.found(lot_id=tin.pk, quantity=1, line="count", by=BY),
        lambda: stock.return_(portions=[Portion(tin.pk, 1)], by=BY),
    ] * 5
    assert at_once(*acts) == [None] * WRITERS
    assert Lot.objects.get().balance == 50 - 10 - 5 + 5 + 5
    books_agree()


def test_one_of_twenty_undoes_a_line(lot):
    line = lot(quantity=3).movements.get()
    outcomes = at_once(*[lambda: stock.reverse(movement_id=line.pk, reason="typed twice", by=BY)] * WRITERS)
    assert outcomes.count(None) == 1
    books_agree()


class GuardOff:
    """What the books would be without locks and with balances computed first and written afterwards."""

    def __init__(self, monkeypatch):
        self.together = threading.Barrier(WRITERS)
        self.read = {}
        monkeypatch.setattr(ledger, "lock", self.lock)
        monkeypatch.setattr(ledger, "change_lots", self.change_lots)

    def lock(self, lots: models.QuerySet) -> list[Lot]:
        rows = list(lots.select_related("product").order_by("effective_limit", "id"))
        self.read[threading.get_ident()] = {lot.pk: lot.balance for lot in rows}
        self.together.wait(30)
        return rows

    def change_lots(self, moved, promised):
        for pk, quantity in moved.items():
            Lot.objects.filter(pk=pk).update(balance=max(self.read[threading.get_ident()][pk] + quantity, 0))


def test_twin_without_the_guard_hand_overs_are_lost(lot, monkeypatch):
    tin = lot(quantity=WRITERS + 5)
    GuardOff(monkeypatch)
    assert at_once(*everybody_hands_out([tin])) == [None] * WRITERS
    with pytest.raises(AssertionError):
        books_agree()


def test_twin_lots_locked_in_any_order_lock_each_other_out(lot):
    """The reason for `ORDER BY effective_limit, id`: two people taking two lots crosswise stop each other."""
    from django.db import OperationalError, transaction

    first, second = lot(best_before=day(1)), lot(best_before=day(2))
    meet = threading.Barrier(2)

    def crosswise(one, other):
        with transaction.atomic():
            ledger.lock(Lot.objects.filter(pk=one.pk))
            meet.wait(30)
            ledger.lock(Lot.objects.filter(pk=other.pk))

    outcomes = at_once(lambda: crosswise(first, second), lambda: crosswise(second, first))
    assert [type(o) for o in outcomes if o] == [OperationalError]
    assert "deadlock detected" in str(next(o for o in outcomes if o))
