"""The places of the storage room: what lies in each, and when one may be closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from coop.school import calendar
from coop.school.models import Place
from coop.web.wording import quantity
from pantry.errors import KindInUse, OpenToAll, PlaceNotEmpty
from pantry.models import Lot, Storage

COLD = {
    Storage.CHILLED: (Place.Kind.FRIDGE,),
    Storage.FROZEN: (Place.Kind.FREEZER, Place.Kind.FRIDGE),
}
"""Where goods that need cold may lie; what is thawed on purpose lies in the fridge."""
NAMED = 3


@dataclass(frozen=True)
class Holding:
    """A place, how many products lie there, and their grams."""

    place: Place
    products: int
    grams: int


def holdings() -> list[Holding]:
    """Every place in the order of walking, the closed ones last; two queries."""
    lying = {
        row["place"]: row
        for row in Lot.objects.in_stock()
        .order_by()
        .values("place")
        .annotate(products=Count("product", distinct=True), grams=Sum(F("balance") * F("grams_each")))
    }
    found = []
    for place in Place.objects.order_by("closed", "position", "id"):
        row = lying.get(place.pk, {"products": 0, "grams": 0})
        found.append(Holding(place, row["products"], row["grams"]))
    return found


def keeps_cold(storage: str, place: Place) -> bool:
    """Whether goods stored this way stay as cold there as their label asks."""
    return storage not in COLD or place.kind in COLD[Storage(storage)]


@transaction.atomic
def change(*, place_id: int, name: str, kind: str, by: int, self_service: bool = False) -> Place:
    """Another name or kind, or a shelf where anybody takes what they need. Refuses a kind that is too warm for what lies
    there, and self-service for what is promised to a basket."""
    place = _held(place_id)
    wanted = Place(kind=kind)
    lying = Lot.objects.in_stock().filter(place=place).select_related("product__category")
    if place.kind != kind:
        warm = [lot for lot in lying if not keeps_cold(lot.product.category.storage, wanted)]
        if warm:
            raise KindInUse(what=_words(warm))
    if self_service and lying.filter(reserved__gt=0).exists():
        raise OpenToAll
    return calendar.change_place(place=place, name=name, kind=kind, self_service=self_service, by=by)


@transaction.atomic
def close(*, place_id: int, by: int) -> Place:
    """No longer used. Refuses, naming it, while something lies there."""
    place = _held(place_id)
    lying = list(Lot.objects.in_stock().filter(place=place).select_related("product").order_by("effective_limit", "id"))
    if lying:
        raise PlaceNotEmpty(place=place.name, what=_words(lying))
    return calendar.close_place(place=place, closed=True, by=by)


def open_again(*, place_id: int, by: int) -> Place:
    """Used once more."""
    return calendar.close_place(place=Place.objects.get(pk=place_id), closed=False, by=by)


def open_places(*, besides: int | None = None) -> list[Place]:
    """Where something may be put, in the order of walking."""
    return list(Place.objects.filter(~Q(pk=besides), closed=False))


def _held(place_id: int) -> Place:
    """The place, kept until the end of the transaction: what is being put there waits or comes first."""
    return Place.objects.select_for_update(of=("self",)).get(pk=place_id)


def _words(lots: list[Lot]) -> str:
    """ "Rice (12), Milk (3) and 2 more", each product once."""
    sums: dict[tuple[str, str], int] = {}
    for lot in lots:
        key = (lot.product.name, lot.unit)
        sums[key] = sums.get(key, 0) + lot.balance
    named = [f"{name} ({quantity(units, unit)})" for (name, unit), units in list(sums.items())[:NAMED]]
    more = len(sums) - len(named)
    said = ", ".join(named)
    return _("%(named)s and %(more)s more") % {"named": said, "more": more} if more else said
