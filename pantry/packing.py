"""Packing: one basket at a time, dealt to whoever asks. Never one's own, and nobody can tell why another one came.

Baskets drawn at random when the week was frozen are left to the coordinator, and so is what nobody else may pack: a
remainder says nothing. A shelf that is empty stops nobody: something of the same group takes the place, or nothing does.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import boards, exclusions, offers, planning, stock, swaps
from pantry.errors import AnotherPerson, PlanChanged, WrongState
from pantry.models import Basket, BasketLine, BasketState, Distribution, DistributionState, LossReason, Lot, StockTask
from pantry.plans import portion_of

PACKED_IN = (DistributionState.FROZEN, DistributionState.OPEN)
HELD_FOR = timedelta(minutes=30)  # a basket dealt and not packed goes back to the pile
INSTEAD = 3  # of one group: more is a catalogue
LIGHTEST, HEAVIEST = 0.9, 1.5
"""A bag on the scale, beside the net weight of its content: packets and glass weigh too (our choice)."""


@transaction.atomic
def deal(*, distribution_id: int, user_id: int, all_baskets: bool) -> Basket | None:
    """The basket this person packs now: the one in hand, else the next of the pile. None when nothing is left for them.

    `all_baskets`: the person may pack those set aside for the coordinator.
    """
    now = clock.now()
    mine = in_hand(distribution_id=distribution_id, user_id=user_id)
    if mine is not None:
        return mine
    waiting = Basket.objects.filter(
        distribution_id=distribution_id, distribution__state__in=PACKED_IN, state=BasketState.PLANNED
    )
    pile = waiting.filter(Q(dealt_at__isnull=True) | Q(dealt_at__lt=now - HELD_FOR))
    if not all_baskets:
        pile = pile.filter(set_aside=False)
    held = list(pile.order_by("number").select_for_update(of=("self",), skip_locked=True))
    free = exclusions.free_for(user_id, held)
    if not free:
        return None
    basket = free[0]
    basket.dealt_to, basket.dealt_at = user_id, now
    basket.save(update_fields=["dealt_to", "dealt_at"])
    return basket


def in_hand(*, distribution_id: int, user_id: int) -> Basket | None:
    """The basket this person is packing."""
    waiting = Basket.objects.filter(
        distribution_id=distribution_id, distribution__state__in=PACKED_IN, state=BasketState.PLANNED
    )
    return waiting.filter(dealt_to=user_id).order_by("number").first()


def lines_of(basket: Basket) -> list[BasketLine]:
    """What goes in the bag, in the order of walking along the shelves."""
    lines = basket.lines.filter(state=BasketLine.State.RESERVED).select_related("lot__product__category", "lot__place")
    return list(lines.order_by("lot__place__position", "lot__place_id", "lot__effective_limit", "id"))


@transaction.atomic
def tick(*, line_id: int, by: int) -> BasketLine:
    """This is in the bag. Ticking twice changes nothing."""
    line = _held_line(line_id, by)
    if line.ticked_at is None:
        line.ticked_at, line.ticked_by = clock.now(), by
        line.save(update_fields=["ticked_at", "ticked_by"])
    return line


@transaction.atomic
def untick(*, line_id: int, by: int) -> BasketLine:
    """It is not in the bag after all."""
    line = _held_line(line_id, by)
    line.ticked_at = line.ticked_by = None
    line.save(update_fields=["ticked_at", "ticked_by"])
    return line


@transaction.atomic
def pack_basket(*, basket_id: int, by: int, weighed_g: int | None = None) -> Basket:
    """The bag is ready; what was not ticked is taken as in it. Refuses a basket that is not for these hands.

    A weight that does not fit the content is kept, and the bag stays open for a look; the same weight once more is taken, and a
    second person looks into the bag.
    """
    basket = _held_basket(basket_id, by)
    if weighed_g and weight_differs(basket, weighed_g):
        if basket.weighed_g != weighed_g:
            basket.weighed_g = weighed_g
            basket.save(update_fields=["weighed_g"])
            return basket
        basket.second_look = True
    now = clock.now()
    basket.lines.filter(state=BasketLine.State.RESERVED, ticked_at__isnull=True).update(ticked_at=now, ticked_by=by)
    basket.state, basket.packed_at, basket.packed_by, basket.weighed_g = BasketState.PACKED, now, by, weighed_g
    basket.dealt_to = basket.dealt_at = None
    basket.save(update_fields=["state", "packed_at", "packed_by", "weighed_g", "second_look", "dealt_to", "dealt_at"])
    journal.record(by=by, action="pantry.basket.pack", object_type="pantry.basket", object_id=basket.pk)
    return basket


def content_grams(basket: Basket) -> int:
    """What should be in the bag, without packets."""
    lines = basket.lines.filter(state=BasketLine.State.RESERVED)
    return lines.aggregate(grams=Sum("grams", default=0))["grams"]


def weight_differs(basket: Basket, weighed_g: int) -> bool:
    grams = content_grams(basket)
    return not LIGHTEST * grams <= weighed_g <= HEAVIEST * grams


def instead(basket: Basket, lines: Iterable[BasketLine]) -> dict[int, list[planning.Offer]]:
    """What could take the place of each line, were its shelf empty: nothing that lies in the bag already."""
    held = set(basket.lines.values_list("lot_id", flat=True))
    choices = boards.swap_choices(basket, basket.distribution)
    return {
        line.pk: [
            offer
            for offer in choices.get(line.group, [])
            if offer.lot not in held and offer.product != line.lot.product_id
        ][:INSTEAD]
        for line in lines
    }


@transaction.atomic
def shelf_empty(*, line_id: int, product_id: int | None = None, by: int) -> None:
    """On the books, not on the shelf: the books follow, the coordinator gets a task, and packing goes on without it, or with about
    as much of another product of the group. Hard rules hold here too."""
    line = _held_line(line_id, by)
    lots = offers.locked_lots([line.group])
    lot = next((each for each in lots if each.pk == line.lot_id), line.lot)
    taken = _taken_instead(line, lots, product_id, by) if product_id else []
    stock.release(portions=[portion_of(line)], by=by)
    missing = min(line.quantity, lot.balance)
    if missing:
        stock.lose(lot_id=lot.pk, quantity=missing, reason=LossReason.COUNT, line=f"basket:{line.basket_id}", by=by)
    StockTask.objects.create(
        kind=StockTask.Kind.LESS_ON_SHELF, lot=lot, quantity=line.quantity, line=f"basket:{line.basket_id}",
        opened_at=clock.now(), opened_by=by,
    )  # fmt: skip
    leave_out(line, BasketLine.State.LOST)
    if taken:
        swaps.weigh([line.basket_id])
    journal.record(by=by, action="pantry.basket.shelf_empty", object_type="pantry.basket", object_id=line.basket_id)


def _taken_instead(line: BasketLine, lots: list[Lot], product_id: int, by: int) -> list[BasketLine]:
    basket, held = line.basket, set(line.basket.lines.values_list("lot_id", flat=True))
    profile, day = offers.profile_of(basket), basket.distribution
    options = [offers.offer_of(lot) for lot in lots if lot.product_id == product_id and lot.pk not in held]
    options = [option for option in options if not planning.forbidden(profile, option, day.date)]
    steps = swaps.steps_for(line.grams, options[0]) if options else 0
    parts = swaps.first_to_expire(options, day, steps)
    if not parts:
        raise PlanChanged(_("Nothing is left of it. Choose something else, or leave it out."))
    return swaps.add_by_hand(basket, parts, instead_of=line.lot.product, by=by, because="shelf_empty")


def leave_out(line: BasketLine, state: str) -> None:
    """The basket does without this line, and its group says so. The stock is the caller's."""
    share = line.basket.shares.filter(group=line.group).first()
    if share is not None:
        share.given_g = max(share.given_g - line.grams, 0)
        share.missing_g, share.because = share.target_g - share.given_g, share.Because.NOTHING_LEFT
        if share.missing_g <= 0:
            share.missing_g, share.because = 0, ""
        share.save(update_fields=["given_g", "missing_g", "because"])
    line.state = state
    line.save(update_fields=["state"])


def progress(distribution: Distribution) -> tuple[int, int]:
    """(packed or gone, all that are not cancelled)."""
    states = list(distribution.baskets.exclude(state=BasketState.CANCELLED).values_list("state", flat=True))
    return len(states) - states.count(BasketState.PLANNED), len(states)


def _held_basket(basket_id: int, by: int) -> Basket:
    basket = Basket.objects.select_for_update(of=("self",)).select_related("distribution").get(pk=basket_id)
    if not exclusions.may_work_on(by, basket_id):
        raise AnotherPerson
    if basket.distribution.state not in PACKED_IN:
        raise WrongState(_("Packing begins when the week is frozen."))
    if basket.state != BasketState.PLANNED:
        raise WrongState(_("Basket %(number)s is packed already.") % {"number": f"{basket.number:02}"})
    return basket


def _held_line(line_id: int, by: int) -> BasketLine:
    line = (
        BasketLine.objects.select_related("basket", "lot__product")
        .filter(pk=line_id, state=BasketLine.State.RESERVED)
        .first()
    )
    if line is None:
        raise PlanChanged
    line.basket = _held_basket(line.basket_id, by)
    return line
