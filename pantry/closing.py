"""How a distribution ends: every basket accounted for, what is open settled, then what the baskets were for leaves them.

What stays is content, weight and state. Whose a basket was stays for a recall, two weeks where nobody collected it
(`pantry/retention.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from coop.documents.requests import drop
from pantry import boards, codes, offline_desk, retention, stock
from pantry.distributions import held_in, move_on
from pantry.errors import DesksDisagree, NotAccountedFor, NotSettled, WrongState
from pantry.models import (
    Basket,
    BasketLine,
    BasketState,
    DeskConflict,
    Distribution,
    DistributionState,
    LossReason,
    Lot,
)
from pantry.plans import portion_of

PAPERS = ("pantry.pick_list", "pantry.labels", "pantry.desk_sheet")
"""Papers about a distribution: none of them outlives it."""


@transaction.atomic
def close(*, distribution_id: int, lost: Mapping[int, str] | None = None, by: int) -> Distribution:
    """The day is over. Refuses, naming them, while baskets wait, and while nobody looked at a shelf that was found empty or at a
    bag on which desks disagree. What missed baskets hold goes back to its lots, except the lines in `lost` (line number → a
    reason of `LossReason`), which leave the stock. Codes, what devices hold, papers and needs die."""
    day = held_in(distribution_id, DistributionState.OPEN)
    waiting = list(day.baskets.filter(state__in=Basket.WAITING).order_by("number").values_list("number", flat=True))
    if waiting:
        raise NotAccountedFor(waiting)
    if not day.at_once and (left := boards.open_tasks(day).count()):
        raise NotSettled(left)
    if DeskConflict.objects.filter(basket__distribution=day, settled_at__isnull=True).exists():
        raise DesksDisagree
    _settle(day, dict(lost or {}), by)
    codes.revoke_codes(distribution_id=day.pk, by=by)
    offline_desk.die(day.pk)
    for kind in PAPERS:
        drop(kind=kind, name="distribution", values=[day.pk])
    retention.let_needs_go(day)
    return move_on(day, DistributionState.CLOSED, "closed", by)


def _settle(day: Distribution, lost: dict[int, str], by: int) -> None:
    """Uncollected content: back to its lots, or lost with a reason. Lots are held first, in their one order."""
    if not set(lost.values()) <= set(LossReason.values):
        raise WrongState(_("Choose why it was lost."))
    lines = list(
        BasketLine.objects.filter(
            basket__distribution=day, basket__state=BasketState.MISSED, state=BasketLine.State.RESERVED
        ).order_by("lot__effective_limit", "lot_id", "id")
    )
    if not lines:
        return
    held = Lot.objects.filter(pk__in={line.lot_id for line in lines}).order_by("effective_limit", "id")
    list(held.select_for_update(of=("self",)))
    stock.release(portions=[portion_of(line) for line in lines], by=by)
    for line in lines:
        reason = lost.get(line.pk)
        line.state = BasketLine.State.LOST if reason else BasketLine.State.RETURNED
        if reason:
            stock.lose(
                lot_id=line.lot_id, quantity=line.quantity, reason=reason, line=f"basket:{line.basket_id}", by=by
            )
    BasketLine.objects.bulk_update(lines, ["state"])
