"""The printed sheet, for the day on which devices die: basket numbers and what the person must say. The coordinator's alone.

A sheet hands nothing over. What left by it is ticked there, and typed here when a screen is back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coop.web import clock, signs
from pantry import offline_merge
from pantry.errors import WrongState
from pantry.models import Basket, BasketState, Distribution, DistributionState, PickupCode

OPEN_TO_IT = (*Basket.WAITING, BasketState.MISSED)


@dataclass(frozen=True)
class Row:
    """One bag that waits. Without a code (`word` is empty) it stays until somebody gave one."""

    number: int
    word: str
    colour: str | Promise
    shape: str | Promise


def rows(distribution_id: int) -> list[Row]:
    """Two queries. Every bag that has not left, in the order of its number."""
    live = PickupCode.objects.filter(distribution=distribution_id, revoked_at__isnull=True)
    checks = {code.basket_id: code for code in live.order_by("pk")}
    bags = Basket.objects.filter(distribution=distribution_id, state__in=OPEN_TO_IT).order_by("number")
    return [_row(bag.number, checks.get(bag.pk)) for bag in bags]


def numbers(distribution_id: int) -> list[int]:
    """Of every bag of the day, whatever became of it."""
    return list(Basket.objects.filter(distribution=distribution_id).order_by("number").values_list("number", flat=True))


def _row(number: int, code: PickupCode | None) -> Row:
    if code is None:
        return Row(number, "", "", "")
    sign = signs.sign(code.colour, code.shape)
    return Row(number, code.word, sign.colour_name, sign.shape_name)


@transaction.atomic
def left(*, distribution_id: int, numbers: Collection[int], by: int) -> int:
    """These bags left by the sheet; how many. What a device or a desk said before stands, and is not counted again."""
    day = Distribution.objects.select_for_update(of=("self",)).get(pk=distribution_id)
    if day.state != DistributionState.OPEN:
        raise WrongState(_("This desk is not open: nothing can be handed over."))
    gone = 0
    held = Basket.objects.select_for_update(of=("self",)).filter(distribution=day, number__in=numbers)
    for basket in held.filter(state__in=OPEN_TO_IT).order_by("pk"):
        code = PickupCode.objects.filter(basket=basket, revoked_at__isnull=True).first()
        if code is None:
            raise WrongState(_("Bag %(number)s has no code. Have one given first.") % {"number": f"{basket.number:02}"})
        key, now = uuid4(), clock.now()
        if not offline_merge.let_leave(basket, code, key, now, by, how="sheet"):
            offline_merge.note_conflict(basket, offline_merge.Kind.STOPPED, key, now, by, by)
        gone += 1
    return gone
