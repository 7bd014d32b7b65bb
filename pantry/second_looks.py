"""A second person looks into a packed bag: those with allergens, some drawn at random, those whose weight did not fit.

Never one's own basket, never the bag one packed. Nothing waits for it: a bag nobody looked into leaves all the same, and the week
says how many there are.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import exclusions
from pantry.errors import AnotherPerson, OwnBag, WrongState
from pantry.models import Basket, BasketState, Distribution
from pantry.packing import PACKED_IN


def waiting(day: Distribution) -> QuerySet[Basket]:
    """Packed bags nobody looked into yet."""
    return day.baskets.filter(state=BasketState.PACKED, second_look=True, checked_at__isnull=True)


def next_for(day: Distribution, *, user_id: int, all_baskets: bool) -> Basket | None:
    """The bag this person looks into now. `all_baskets`: also those set aside for the coordinator."""
    if day.state not in PACKED_IN:
        return None
    rows = waiting(day).exclude(packed_by=user_id).order_by("packed_at", "number")
    free = exclusions.free_for(user_id, list(rows if all_baskets else rows.filter(set_aside=False)))
    return free[0] if free else None


@transaction.atomic
def confirm(*, basket_id: int, by: int) -> Basket:
    """It holds what the list says."""
    basket = _held(basket_id, by)
    basket.checked_at, basket.checked_by = clock.now(), by
    basket.save(update_fields=["checked_at", "checked_by"])
    journal.record(by=by, action="pantry.basket.check", object_type="pantry.basket", object_id=basket.pk)
    return basket


@transaction.atomic
def send_back(*, basket_id: int, by: int) -> Basket:
    """Something is wrong in it: it goes back to the pile, to be packed again."""
    basket = _held(basket_id, by)
    basket.lines.update(ticked_at=None, ticked_by=None)
    basket.state, basket.packed_at, basket.packed_by, basket.weighed_g = BasketState.PLANNED, None, None, None
    basket.save(update_fields=["state", "packed_at", "packed_by", "weighed_g"])
    journal.record(by=by, action="pantry.basket.send_back", object_type="pantry.basket", object_id=basket.pk)
    return basket


def _held(basket_id: int, by: int) -> Basket:
    basket = Basket.objects.select_for_update(of=("self",)).select_related("distribution").get(pk=basket_id)
    if not exclusions.may_work_on(by, basket_id):
        raise AnotherPerson
    if basket.packed_by == by:
        raise OwnBag
    if basket.distribution.state not in PACKED_IN or basket.state != BasketState.PACKED or basket.checked_at:
        raise WrongState(_("Bag %(number)s does not wait for a look any more.") % {"number": f"{basket.number:02}"})
    return basket
