"""Carrying goods from one place to another: two lines of the ledger that add up to nothing."""

from __future__ import annotations

from copy import copy
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.school.models import Place
from coop.web import clock
from pantry import ledger, places
from pantry.errors import ColdChain, OpenToAll, WrongPlace
from pantry.ledger import Entry, Sheet
from pantry.models import Lot, Movement


@transaction.atomic
def move(*, lot_id: int, quantity: int, place_id: int, by: int, why: str = "") -> Lot:
    """Carry units of a lot elsewhere; answers the lot they are in now.

    All of it keeps its number and its promises. A part must be free, and becomes a lot of its own there. What needs cold goes to
    a warm place only with a word, and is put aside: food stored otherwise than its label says may not be given (Code de la
    consommation R412-10).
    """
    ledger.refuse_less_than_one([quantity])
    lot = ledger.lock(Lot.objects.filter(pk=lot_id))[0]
    place = Place.objects.select_for_update(of=("self",)).get(pk=place_id)
    if place.closed or place.pk == lot.place_id:
        raise WrongPlace(_("Choose another place, one that is in use."))
    if place.self_service:
        _refuse_open_to_all(lot, quantity)
    free = lot.balance if quantity == lot.balance else lot.available
    if quantity > free:
        raise ledger.not_enough(lot, quantity, free=free)
    warm = not places.keeps_cold(lot.product.category.storage, place)
    if warm and not why.strip():
        raise ColdChain(name=lot.product.name, place=place.name)
    there = lot if quantity == lot.balance else _part(lot, place)
    line = f"move:{uuid4().hex}"
    out = Entry(lot, -quantity, Movement.Kind.MOVED, line, place_id=lot.place_id)
    ledger.write(Sheet(by, [out, Entry(there, quantity, Movement.Kind.MOVED, line, place_id=place.pk)]))
    there.place = place
    if warm and not there.quarantined:
        there.quarantined, there.quarantine_reason = True, why.strip()[:200]
        there.quarantined_at, there.quarantined_by = clock.now(), by
    there.save(
        update_fields=["place", "quarantined", "quarantine_reason", "quarantined_at", "quarantined_by"],
    )
    ledger.record(by, "pantry.stock.move", [lot.pk], quantity)
    return there


def _refuse_open_to_all(lot: Lot, quantity: int) -> None:
    """Nothing that may not be given, and nothing that is promised, lies where anybody takes from."""
    ledger.refuse_ungivable([lot])
    if lot.reserved and quantity == lot.balance:
        raise OpenToAll


def _part(lot: Lot, place: Place) -> Lot:
    """An empty lot like this one, at the other place."""
    part = copy(lot)
    part.pk, part._state = None, copy(lot._state)
    part._state.adding = True
    part.place, part.balance, part.reserved = place, 0, 0
    part.save(force_insert=True)
    return part
