"""What a device says when it is back: bags that left, and wrong codes. What left has left: it is never refused for being late.

One hand-over stands. A second one of the same bag, or one of a bag that was settled otherwise, becomes a conflict that a
coordinator settles before the week closes; the stock loses its content once, whichever desk comes back first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import desk, notifications, stock
from pantry.errors import WrongState
from pantry.models import (
    Basket,
    BasketLine,
    BasketState,
    DeskConflict,
    DeskDevice,
    DeskTries,
    Distribution,
    DistributionState,
    HandOver,
    LossReason,
    Lot,
    PickupCode,
)
from pantry.offline_desk import MARK
from pantry.stock import Portion

Kind = DeskConflict.Kind
NOT_YET = (DistributionState.PLANNED, DistributionState.FROZEN)
OLDEST = timedelta(days=28)  # what a device still may send


@dataclass(frozen=True)
class Merged:
    """The bag, and whether its hand-over stands (`conflict` is empty) or waits for a coordinator."""

    number: int
    conflict: str = ""


@transaction.atomic
def merge(*, token: str, key: UUID, handed_at: datetime, by: int) -> Merged:
    """One bag that left while the network was away. The same key again: the same answer."""
    code_id, hands = _read(token)
    code = PickupCode.objects.get(pk=code_id)
    day = Distribution.objects.select_for_update(of=("self",)).get(baskets=code.basket_id)
    basket = Basket.objects.select_for_update(of=("self",)).get(pk=code.basket_id)
    before = _told(key, basket)
    if before is not None:
        return before
    if day.state in NOT_YET:
        raise WrongState(_("The desk was not opened yet. Open it, then send again."))
    at = min(max(handed_at, day.opened_at or handed_at), clock.now())
    if day.state != DistributionState.OPEN or basket.state == BasketState.CANCELLED:
        return note_conflict(basket, Kind.ENDED, key, at, hands, by)
    if basket.state == BasketState.COLLECTED:
        return note_conflict(basket, Kind.TWICE, key, at, hands, by)
    givable = let_leave(basket, code, key, at, hands, how="offline")
    if not givable:
        return note_conflict(basket, Kind.STOPPED, key, at, hands, by)
    if code.revoked_at is not None and code.revoked_at <= at:
        return note_conflict(basket, Kind.REPLACED, key, at, hands, by)
    return Merged(basket.number)


@transaction.atomic
def report_wrong(*, device_id: UUID, by: int) -> None:
    """One wrong code typed on a device: a line of the journal, counted at the desk, which may stop and call."""
    device = DeskDevice.objects.select_for_update(of=("self",)).filter(pk=device_id).first()
    if device is None:
        return
    device.wrong, device.heard_at = device.wrong + 1, clock.now()
    device.save(update_fields=["wrong", "heard_at"])
    of_day: dict[str, Any] = {"object_type": "pantry.distribution", "object_id": device.distribution_id}
    journal.record(by=device.prepared_by, action="pantry.desk.wrong_code", state="offline", **of_day)
    tries, _new = DeskTries.objects.get_or_create(
        distribution_id=device.distribution_id, user=DeskTries.WHOLE_DESK, defaults={"since": clock.now()}
    )
    if DeskTries.objects.filter(pk=tries.pk, wrong__lt=desk.TRIES_DESK).update(wrong=F("wrong") + 1):
        tries.refresh_from_db(fields=["wrong"])
        if tries.wrong == desk.TRIES_DESK:
            journal.record(by=by, action="pantry.desk.stopped", state="desk", **of_day)
            notifications.desk_stopped(distribution_id=device.distribution_id)


def open_conflicts(distribution_id: int | None = None) -> QuerySet[DeskConflict]:
    """What a coordinator still has to look at."""
    found = DeskConflict.objects.filter(settled_at__isnull=True)
    if distribution_id is not None:
        found = found.filter(basket__distribution_id=distribution_id)
    return found.select_related("basket__distribution").order_by("merged_at", "id")


@transaction.atomic
def settle(*, conflict_id: int, answer: str, by: int) -> DeskConflict:
    """A coordinator looked. `left`: the content went out once more than the books say, and is written off."""
    row = DeskConflict.objects.select_for_update(of=("self",)).select_related("basket").get(pk=conflict_id)
    if row.settled_at is not None:
        return row
    if answer not in DeskConflict.Answer.values:
        raise WrongState(_("Choose what happened."))
    if answer == DeskConflict.Answer.LEFT and row.kind in (Kind.TWICE, Kind.ENDED):
        _write_off(row.basket, by)
    row.answer, row.settled_at, row.settled_by = answer, clock.now(), by
    row.save(update_fields=["answer", "settled_at", "settled_by"])
    journal.record(
        by=by, action="pantry.desk.settle", object_type="pantry.basket", object_id=row.basket_id, state=answer
    )
    return row


def _read(token: str) -> tuple[int, int]:
    """The code, and whose hands: of a letter that a code opened, or of a form that the network swallowed."""
    try:
        code_id, hands, *_device = signing.loads(token, salt=MARK, max_age=OLDEST)
    except signing.BadSignature:
        try:
            code_id, hands = signing.loads(token, salt=desk.SALT, max_age=OLDEST)
        except (signing.BadSignature, ValueError) as error:
            raise WrongState(_("This can’t be read any more. Tell the coordination which bag left.")) from error
    return int(code_id), int(hands)


def _told(key: UUID, basket: Basket) -> Merged | None:
    """What was answered to this key before."""
    kind = DeskConflict.objects.filter(key=key).values_list("kind", flat=True).first()
    if kind is not None:
        return Merged(basket.number, kind)
    return Merged(basket.number) if HandOver.objects.filter(key=key).exists() else None


def let_leave(basket: Basket, code: PickupCode, key: UUID, at: datetime, hands: int, *, how: str) -> bool:
    """The bag left at that time, a missed one too: they came after all. False when something in it should have stayed."""
    basket.state, basket.collected_at, basket.collected_by = BasketState.COLLECTED, at, hands
    basket.missed_at = basket.missed_by = None
    basket.save(update_fields=["state", "collected_at", "collected_by", "missed_at", "missed_by"])
    HandOver.objects.create(basket=basket, code=code, key=key, handed_at=at, handed_by=hands)
    lines = list(basket.lines.filter(state=BasketLine.State.RESERVED).order_by("id"))
    portions = [Portion(line.lot_id, line.quantity, f"basket:{basket.pk}") for line in lines]
    basket.lines.filter(pk__in=[line.pk for line in lines]).update(state=BasketLine.State.HANDED)
    journal.record(
        by=hands, action="pantry.basket.hand_over", object_type="pantry.basket", object_id=basket.pk, state=how
    )
    return stock.left_already(portions=portions, by=hands) if portions else True


def note_conflict(basket: Basket, kind: str, key: UUID, at: datetime, hands: int, by: int) -> Merged:
    DeskConflict.objects.create(
        basket=basket, kind=kind, key=key, handed_at=at, handed_by=hands, merged_at=clock.now(), merged_by=by
    )
    journal.record(by=by, action="pantry.desk.conflict", object_type="pantry.basket", object_id=basket.pk, state=kind)
    notifications.look(route="pantry:desk_conflicts", about=f"desk:{key}")
    return Merged(basket.number, kind)


def _write_off(basket: Basket, by: int) -> None:
    """As much of the bag's content as its lots still hold; what they do not hold left before."""
    lines = basket.lines.exclude(state=BasketLine.State.LOST).order_by("lot__effective_limit", "lot_id")
    for line in lines:
        lot = Lot.objects.select_for_update(of=("self",)).get(pk=line.lot_id)
        quantity = min(line.quantity, lot.balance)
        if quantity:
            stock.lose(lot_id=lot.pk, quantity=quantity, reason=LossReason.OTHER, line=f"basket:{basket.pk}", by=by)
