"""After a temperature outside the limits: what was done, and what becomes of each lot. The system decides nothing.

Keep, give out today, put aside or throw away is a person's word with its reason (T-2 of the pantry's rules: products, duration,
decision, who); it is for coordinators and for volunteers trained for the cold room.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import ledger, losses, stock
from pantry.errors import AlreadySet
from pantry.models import LossReason, Lot
from pantry.models.hygiene import ColdAlarm, ColdDecision
from pantry.models.stock import Aside

What = ColdDecision.What


@dataclass(frozen=True)
class Held:
    """A lot that lay in the appliance, and what was decided about it."""

    lot: Lot
    decision: ColdDecision | None


def lots_of(alarm: ColdAlarm) -> list[Held]:
    """What lies there now and lay there then, and whatever was decided about; first to go first. Two queries."""
    decided = {row.lot_id: row for row in alarm.decisions.order_by("id").select_related("lot__product", "lot__place")}
    there = Lot.objects.in_stock().filter(
        place_id=alarm.temperature.appliance.place_id, received_on__lte=alarm.temperature.day
    )
    lots = {lot.pk: lot for lot in there.select_related("product", "place").order_by("effective_limit", "id")}
    lots |= {row.lot_id: row.lot for row in decided.values() if row.lot_id not in lots}
    return [Held(lot, decided.get(pk)) for pk, lot in lots.items()]


@transaction.atomic
def answer(*, alarm_id: int, measures: list[str], words: str, by: int) -> ColdAlarm:
    """What was done. Answered once; more words come with the decisions."""
    alarm = _held(alarm_id)
    if alarm.answered_at is not None:
        raise AlreadySet(_("Somebody answered this already."))
    alarm.measures, alarm.words = measures, words.strip()[:300]
    alarm.answered_at, alarm.answered_by = clock.now(), by
    alarm.save(update_fields=["measures", "words", "answered_at", "answered_by"])
    _record("answer", alarm.pk, ",".join(measures), by)
    _close_when_done(alarm, by)
    return alarm


@transaction.atomic
def decide(*, alarm_id: int, lot_ids: Collection[int], what: str, reason: str, by: int) -> None:
    """One word for one or more lots. Putting aside and throwing away act on the stock in the same moment."""
    alarm = _held(alarm_id)
    if alarm.answered_at is None:
        raise AlreadySet(_("First say what was done."))
    lots = ledger.lock(Lot.objects.filter(pk__in=lot_ids, place_id=alarm.temperature.appliance.place_id))
    if len(lots) != len(set(lot_ids)):
        raise AlreadySet(_("Part of this lies elsewhere now. Look again."))
    for lot in lots:
        ColdDecision.objects.create(
            alarm=alarm, lot=lot, what=what, reason=reason, quantity=lot.balance, decided_at=clock.now(), decided_by=by
        )
        _act_on(lot, what, by)
    _record(what, alarm.pk, f"{len(lots)} lots", by)
    _close_when_done(alarm, by)


def _act_on(lot: Lot, what: str, by: int) -> None:
    """A lot that was put aside for the cold and is kept after all may be given again."""
    if what == What.ASIDE and not lot.quarantined:
        losses.quarantine(lot_id=lot.pk, reason=Aside.COLD, by=by)
    elif what == What.THROWN and lot.balance:
        stock.lose(lot_id=lot.pk, quantity=lot.balance, reason=LossReason.COLD_CHAIN, line="cold", by=by)
    elif what in (What.KEPT, What.TODAY) and lot.quarantined and lot.quarantine_reason == Aside.COLD:
        losses.free(lot_id=lot.pk, by=by)


def _close_when_done(alarm: ColdAlarm, by: int) -> None:
    """It is over when something was decided about every lot; an empty fridge needs no decision."""
    if alarm.closed_at is None and all(held.decision for held in lots_of(alarm)):
        alarm.closed_at, alarm.closed_by = clock.now(), by
        alarm.save(update_fields=["closed_at", "closed_by"])
        _record("close", alarm.pk, "", by)


def _held(alarm_id: int) -> ColdAlarm:
    rows = ColdAlarm.objects.select_for_update(of=("self",)).select_related("temperature__appliance__place")
    return rows.get(pk=alarm_id)


def _record(verb: str, alarm_id: int, state: str, by: int) -> None:
    journal.record(
        by=by, action=f"pantry.cold.{verb}", object_type="pantry.cold_alarm", object_id=alarm_id, state=state[:40]
    )
