"""A recalled lot and the bags: those that wait, those packed, those that left. Numbers of bags, never whose they are.

What is promised and not yet in a bag goes back at once, and the bag's group shows as short. A bag in which it already lies is
stopped at the desk (`pantry/desk.py`) until a coordinator took it out. What left is listed for the confidential side, which alone
can tell whom to warn; a bag that belongs to no number any more (`pantry/retention.py`) warns nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from coop.audit import journal
from coop.web import clock
from pantry import ledger, losses, packing, stock
from pantry.errors import PlanChanged
from pantry.models import Basket, BasketLine, BasketState, Lot, RecallMatch
from pantry.models.stock import Aside
from pantry.plan_words import line_words
from pantry.plans import portion_of

State = BasketLine.State


@dataclass(frozen=True)
class Handed:
    """A bag that left with something recalled: what is to be told, and to which random number."""

    match_id: int
    basket_id: int
    beneficiary: UUID | None
    day: date
    product: str
    reference: str
    risk: str
    advice: str
    link: str


def handed(beneficiaries: Collection[UUID] | None = None) -> list[Handed]:
    """Bags that left with a recalled lot, the latest first; for some random numbers, or for all. One query."""
    lines = BasketLine.objects.filter(
        state=State.HANDED,
        basket__state=BasketState.COLLECTED,
        basket__beneficiary__isnull=False,
        lot__recalls__state__in=[RecallMatch.State.MATCHED, RecallMatch.State.DONE],
    )
    if beneficiaries is not None:
        lines = lines.filter(basket__beneficiary__in=list(beneficiaries))
    rows = lines.order_by("-basket__distribution__date", "basket_id", "lot__recalls__id").values_list(
        "lot__recalls__id", "basket_id", "basket__beneficiary", "basket__distribution__date", "lot__product__name",
        "lot__recalls__recall__reference", "lot__recalls__recall__risk", "lot__recalls__recall__advice",
        "lot__recalls__recall__link",
    )  # fmt: skip
    return [Handed(*row) for row in rows]


@dataclass(frozen=True)
class Bag:
    """One bag that holds, or held, some of a lot: `where` is "waits", "packed" or "left"."""

    line: BasketLine
    number: str
    day: date
    words: str
    where: str


def bags_of(lot: Lot) -> list[Bag]:
    """Bags that hold some of it or left with it, the latest first. One query."""
    lines = BasketLine.objects.filter(lot=lot, state__in=[State.RESERVED, State.HANDED])
    rows = lines.select_related("basket__distribution", "lot__product").order_by(
        "-basket__distribution__date", "basket__number"
    )
    return [
        Bag(line, f"{line.basket.number:02}", line.basket.distribution.date, line_words(line), _where(line))
        for line in rows
    ]


def _where(line: BasketLine) -> str:
    if line.state == State.HANDED:
        return "left"
    return "packed" if _lies_in_the_bag(line) else "waits"


def _lies_in_the_bag(line: BasketLine) -> bool:
    return line.basket.state == BasketState.PACKED or line.ticked_at is not None


def pull(lot_ids: Sequence[int], *, by: int) -> None:
    """Put these lots aside now, and take what is promised back from bags in which it does not lie yet.

    Bags before lots, as at the desk and in packing; what somebody promises in between stays, and is stopped at the desk.
    """
    waiting = BasketLine.objects.filter(lot__in=lot_ids, state=State.RESERVED)
    held = Basket.objects.filter(pk__in=waiting.values("basket")).order_by("pk")
    baskets = {basket.pk: basket for basket in held.select_for_update(of=("self",), no_key=True)}
    for lot in ledger.lock(Lot.objects.filter(pk__in=lot_ids)):
        if not lot.quarantined:
            losses.quarantine(lot_id=lot.pk, reason=Aside.RECALLED, by=by)
    for line in waiting.filter(basket__in=baskets).select_related("lot__product").order_by("pk"):
        line.basket = baskets[line.basket_id]
        if not _lies_in_the_bag(line) and line.basket.state in Basket.WAITING:
            stock.release(portions=[portion_of(line)], by=by)
            packing.leave_out(line, State.RETURNED)


def let_go(lot: Lot, *, by: int) -> None:
    """Not recalled after all: it may be given again, when nothing else holds it back."""
    others = RecallMatch.objects.filter(lot=lot, state__in=RecallMatch.OPEN, strength__gt=RecallMatch.Strength.SIMILAR)
    lot = ledger.lock(Lot.objects.filter(pk=lot.pk))[0]
    if lot.quarantine_reason == Aside.RECALLED and not others.exists() and not lot.use_by_passed(clock.today()):
        losses.free(lot_id=lot.pk, by=by)


@transaction.atomic
def take_out(*, line_id: int, by: int) -> BasketLine:
    """It was taken out of a packed bag by hand: the bag may leave without it."""
    held = Basket.objects.filter(lines__pk=line_id, lines__state=State.RESERVED)
    basket = held.select_for_update(of=("self",), no_key=True).first()
    line = BasketLine.objects.select_related("lot__product").filter(pk=line_id, state=State.RESERVED).first()
    if basket is None or line is None or basket.state not in Basket.WAITING:
        raise PlanChanged
    line.basket = basket
    stock.release(portions=[portion_of(line)], by=by)
    packing.leave_out(line, State.RETURNED)
    journal.record(
        by=by, action="pantry.recall.take_out", object_type="pantry.basket", object_id=basket.pk, state=str(line.lot_id)
    )
    return line
