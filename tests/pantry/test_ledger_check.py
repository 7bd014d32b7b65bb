"""The nightly comparison finds what went round the verbs."""

import pytest
from django.core.management import CommandError, call_command

from pantry import receiving, stock, tasks
from pantry.models import Lot, Month, StockTask
from tests.pantry.conftest import BY

pytestmark = pytest.mark.django_db


def test_books_that_agree_say_so(lot, capsys):
    tin = lot(quantity=9)
    stock.lose(lot_id=tin.pk, quantity=2, reason="damaged", by=BY)
    receiving.name_donor(kind="company", name="Primeur Rivoli", by=BY)
    call_command("check_ledger")
    assert "agree" in capsys.readouterr().out
    assert tasks.check_ledger() == 0


def test_a_balance_changed_behind_the_ledger_is_found_and_becomes_one_task(lot, capsys, expects_errors):
    tin = lot(quantity=9)
    Lot.objects.filter(pk=tin.pk).update(balance=11)
    with pytest.raises(CommandError, match="1 differences"):
        call_command("check_ledger")
    assert f"lot {tin.pk}: 11 kept, 9 in the ledger" in capsys.readouterr().out
    assert (tasks.check_ledger(), tasks.check_ledger()) == (1, 1)
    assert [(t.kind, t.quantity) for t in StockTask.objects.all()] == [("ledger_differs", 2)]


def test_a_month_changed_behind_the_ledger_is_found(lot, capsys):
    lot(quantity=9)
    Month.objects.update(units=1)
    with pytest.raises(CommandError):
        call_command("check_ledger")
    assert "received starches anonymous: 1 kept, 9 in the ledger" in capsys.readouterr().out
