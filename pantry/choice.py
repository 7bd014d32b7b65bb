"""What the person a bag is for changes in it until the cut-off: something else of the same group, or nothing in its place.

The bag alone is named here. Hard rules hold as for everybody; what the stock has free is what is offered; a choice stays when the
week is planned again. Swapping keeps the weight, leaving out gives it up: nobody gets more by choosing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import boards, offers, planning, stock, swaps
from pantry.arrivals import closes_at
from pantry.errors import ChoiceIsOver, PlanChanged
from pantry.models import (
    Basket,
    BasketDecline,
    BasketLine,
    BasketShare,
    BasketState,
    Distribution,
    DistributionState,
    FoodGroup,
    Unit,
)
from pantry.plan_words import amount_words, line_words
from pantry.plans import portion_of

CHOSEN = "chosen"
OFFERED = 8
"""Of one group: more is a catalogue, not a choice."""


@dataclass(frozen=True)
class Other:
    product: int
    words: str


@dataclass(frozen=True)
class Item:
    """One line of the bag and what may take its place, first to expire first."""

    line: int
    words: str
    group: str
    others: tuple[Other, ...]


@dataclass(frozen=True)
class Bag:
    """`declined` holds (product, name) of what was left out."""

    basket_id: int
    date: date
    until: datetime
    items: tuple[Item, ...]
    declined: tuple[tuple[int, str], ...]


def bag_of(beneficiary: UUID) -> Bag | None:
    """The next bag of this number that may still be changed, with its content; none when there is none. Six queries at most."""
    found = _open_basket(beneficiary)
    if found is None:
        return None
    basket, until = found
    choices = boards.swap_choices(basket, basket.distribution)
    declined = tuple(basket.declines.order_by("id").values_list("product_id", "product__name"))
    left_out = {product for product, _name in declined}
    lines = basket.lines.select_related("lot__product").order_by("group", "id")
    return Bag(
        basket_id=basket.pk,
        date=basket.distribution.date,
        until=until,
        items=tuple(_item(line, choices.get(line.group, []), left_out) for line in lines),
        declined=declined,
    )


def is_open(beneficiary: UUID) -> date | None:
    """The day whose bag may still be changed."""
    found = _open_basket(beneficiary)
    return found[0].distribution.date if found else None


@transaction.atomic
def swap(*, beneficiary: UUID, line_id: int, product_id: int) -> None:
    """Something else of the same group in place of a line. Refuses after the cut-off, and what is not free or not for this bag."""
    _held_line(beneficiary, line_id)
    swaps.swap_line(line_id=line_id, product_id=product_id, by=journal.SYSTEM, because=CHOSEN)


@transaction.atomic
def decline(*, beneficiary: UUID, line_id: int) -> None:
    """Nothing in place of a line: it goes back to the shelf, and the bag is owed that much less."""
    line = _held_line(beneficiary, line_id)
    stock.release(portions=[portion_of(line)], by=journal.SYSTEM)
    line.delete()
    left_out, _new = BasketDecline.objects.get_or_create(
        basket=line.basket, product_id=line.lot.product_id, defaults={"group": line.group, "grams": 0}
    )
    left_out.grams += line.grams
    left_out.save(update_fields=["grams"])
    _owe(line.basket, line.group, -line.grams)
    swaps.record(journal.SYSTEM, "decline", line.basket_id, str(line.lot.product_id))


@transaction.atomic
def take_after_all(*, beneficiary: UUID, product_id: int) -> None:
    """What was left out comes back, as far as it is still there."""
    basket = _held_basket(beneficiary)
    left_out = BasketDecline.objects.select_related("product").filter(basket=basket, product=product_id).first()
    if left_out is None:
        return
    day, profile = basket.distribution, offers.profile_of(basket)
    options = [offers.offer_of(lot) for lot in offers.locked_lots([left_out.group]) if lot.product_id == product_id]
    options = [option for option in options if not planning.forbidden(profile, option, day.date)]
    parts = swaps.first_to_expire(options, day, swaps.steps_for(left_out.grams, options[0])) if options else []
    if not parts:
        raise PlanChanged(_("Nothing is left of %(product)s.") % {"product": left_out.product.name})
    swaps.add_by_hand(basket, parts, instead_of=None, by=journal.SYSTEM, because=CHOSEN)
    left_out.delete()
    _owe(basket, left_out.group, left_out.grams)
    swaps.record(journal.SYSTEM, "take", basket.pk, str(product_id))


def _item(line: BasketLine, choices: list[planning.Offer], left_out: Collection[int]) -> Item:
    others = [offer for offer in choices if offer.product != line.lot.product_id and offer.product not in left_out]
    return Item(
        line=line.pk,
        words=line_words(line),
        group=str(FoodGroup(line.group).label),
        others=tuple(_other(line, offer) for offer in others[:OFFERED]),
    )


def _other(line: BasketLine, offer: planning.Offer) -> Other:
    """As much of it as weighs about the same, or what there is."""
    quantity = min(swaps.steps_for(line.grams, offer), offer.free // offer.step) * offer.step
    return Other(offer.product, amount_words(quantity, offer.label, Unit.PIECE if offer.step == 1 else Unit.GRAM))


def _open_basket(beneficiary: UUID) -> tuple[Basket, datetime] | None:
    """The first bag not packed, of a distribution not frozen, before its cut-off; with that moment. Two queries at most."""
    rows = Basket.objects.select_related("distribution").filter(
        beneficiary=beneficiary,
        state=BasketState.PLANNED,
        distribution__state=DistributionState.PLANNED,
        distribution__date__gte=clock.today(),
    )
    basket = rows.order_by("distribution__date", "id").first()
    if basket is None:
        return None
    until = closes_at(basket.distribution.date, basket.distribution.starts_at)
    return (basket, until) if until > clock.now() else None


def _held_basket(beneficiary: UUID) -> Basket:
    """The bag, with its distribution held: planning, swapping and choosing take turns."""
    found = _open_basket(beneficiary)
    if found is None:
        raise ChoiceIsOver
    Distribution.objects.select_for_update(of=("self",)).get(pk=found[0].distribution_id)
    again = _open_basket(beneficiary)
    if again is None or again[0].pk != found[0].pk:
        raise ChoiceIsOver
    return again[0]


def _held_line(beneficiary: UUID, line_id: int) -> BasketLine:
    basket = _held_basket(beneficiary)
    rows = BasketLine.objects.select_related("basket", "lot__product")
    line = rows.filter(pk=line_id, basket=basket, state=BasketLine.State.RESERVED).first()
    if line is None:
        raise PlanChanged
    return line


def _owe(basket: Basket, group: str, grams: int) -> None:
    """The share of a group grows or shrinks by what was taken or left."""
    share = BasketShare.objects.filter(basket=basket, group=group).first()
    if share is not None:
        share.target_g = max(0, share.target_g + grams)
        share.save(update_fields=["target_g"])
    swaps.weigh([basket.pk])
