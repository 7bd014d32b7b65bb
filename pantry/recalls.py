"""Recalls: find what of ours they speak of, put it aside, and decide, each time with a reason, each time to be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import notifications, recall_bags
from pantry.errors import WrongState
from pantry.models import BasketLine, Lot, Recall, RecallDecision, RecallItem, RecallMatch
from pantry.models.catalogue import NON_FOOD
from pantry.recall_lots import plain
from pantry.recall_matching import Names, Verdict, by_code, by_name

State, Strength = RecallMatch.State, RecallMatch.Strength
A_YEAR = timedelta(days=365)
LATELY = timedelta(days=60)
"""Of what has left, only goods received since are asked about by name: more questions than people can answer help nobody."""


def active_on(day: date) -> Q:
    """Notices that may still concern a name: no end and published within a year, or an end to come."""
    recent = Q(recall__ends_on__isnull=True, recall__published_on__gte=day - A_YEAR)
    return recent | Q(recall__ends_on__gte=day)


def lots_to_look_at() -> QuerySet[Lot]:
    """What lies here, and what left in a bag that still belongs to a number: those are the people who could be warned."""
    left = BasketLine.objects.filter(
        lot=OuterRef("pk"), state=BasketLine.State.HANDED, basket__beneficiary__isnull=False
    )
    return Lot.objects.filter(Q(balance__gt=0) | Exists(left)).select_related("product")


@dataclass(frozen=True)
class Pair:
    """A notice and a lot of ours, and how surely one speaks of the other."""

    recall_id: int
    lot: Lot
    verdict: Verdict


def find(*, lots: Sequence[Lot], items: Iterable[RecallItem]) -> list[Pair]:
    """The best verdict for each notice and lot: by code whatever the notice's age, by name while it is active."""
    by_gtin: dict[str, list[Lot]] = defaultdict(list)
    for lot in lots:
        if lot.product.gtin:
            by_gtin[lot.product.gtin].append(lot)
    names = _names_of([lot for lot in lots if lot.balance or lot.received_on >= clock.today() - LATELY])
    best: dict[tuple[int, int], Pair] = {}
    for item in items:
        found = [(lot, by_code(item, lot)) for lot in by_gtin.get(item.gtin, ())] if item.gtin else _alike(item, names)
        for lot, verdict in found:
            before = best.get((item.recall_id, lot.pk))
            if verdict and (before is None or verdict.score > before.verdict.score):
                best[item.recall_id, lot.pk] = Pair(item.recall_id, lot, verdict)
    return list(best.values())


def _names_of(lots: Sequence[Lot]) -> list[tuple[Names, bool, list[Lot]]]:
    """The words of each product with its lots; whether it is food."""
    products: dict[int, list[Lot]] = defaultdict(list)
    for lot in lots:
        products[lot.product_id].append(lot)
    return [
        (Names.of(each[0].product.brand, each[0].product.name), each[0].group not in NON_FOOD, each)
        for each in products.values()
    ]


def _alike(item: RecallItem, names: list[tuple[Names, bool, list[Lot]]]) -> list[tuple[Lot, Verdict | None]]:
    recall = item.recall
    if not _is_active(recall):
        return []
    theirs, food = Names.of(_brand(recall.brand), recall.name), plain(recall.category).startswith("alimentation")
    in_store = item.code == RecallItem.Code.IN_STORE
    found: list[tuple[Lot, Verdict | None]] = []
    for ours, is_food, lots in names:
        if is_food == food and (verdict := by_name(theirs, ours, in_store=in_store)):
            found += [(lot, verdict) for lot in lots]
    return found


def _brand(text: str) -> str:
    return "" if plain(text).startswith(("sans marque", "aucune", "n/a")) else text


def _is_active(recall: Recall) -> bool:
    today = clock.today()
    if recall.ends_on:
        return recall.ends_on >= today
    return recall.published_on is not None and recall.published_on >= today - A_YEAR


@transaction.atomic
def match(*, by: int, recall_ids: Sequence[int] | None = None) -> int:
    """Look at every lot (for some notices, or for all); what matches with its code is put aside in the same transaction.

    A pair that was found before stays as people decided it. Answers how many are new.
    """
    lots = list(lots_to_look_at())
    codes = {lot.product.gtin for lot in lots if lot.product.gtin}
    items = RecallItem.objects.filter(Q(gtin__in=codes) | (Q(gtin="") & active_on(clock.today())))
    if recall_ids is not None:
        items = items.filter(recall__in=recall_ids)
    pairs = find(lots=lots, items=items.select_related("recall").order_by("pk"))
    known = set(RecallMatch.objects.values_list("recall_id", "lot_id"))
    fresh = [pair for pair in pairs if (pair.recall_id, pair.lot.pk) not in known]
    made = RecallMatch.objects.bulk_create([_new(pair) for pair in fresh], ignore_conflicts=True)
    strong = sorted({pair.lot.pk for pair in fresh if pair.verdict.strength > Strength.SIMILAR})
    if strong:
        recall_bags.pull(strong, by=by)
    if made:
        _record("match", f"{len(made)}", f"{len(strong)} aside", by)
        notifications.look(route="pantry:recalls", about=f"recalls:{clock.now():%Y-%m-%dT%H}")
    return len(made)


def _new(pair: Pair) -> RecallMatch:
    sure = pair.verdict.strength == Strength.CERTAIN
    return RecallMatch(
        recall_id=pair.recall_id,
        lot=pair.lot,
        state=State.MATCHED if sure else State.TO_CHECK,
        strength=pair.verdict.strength,
        score=pair.verdict.score,
        why=list(pair.verdict.why),
        found_at=clock.now(),
    )


@transaction.atomic
def decide(*, match_id: int, state: str, reason: str, by: int) -> RecallMatch:
    """One step of `RecallMatch.TRANSITIONS`. Recalled puts the lot aside, not ours gives it back; done needs an empty shelf."""
    row = RecallMatch.objects.select_for_update(of=("self",)).select_related("lot__product", "recall").get(pk=match_id)
    if state not in RecallMatch.TRANSITIONS[State(row.state)]:
        raise WrongState(_("Somebody decided meanwhile. Look again."))
    if state == State.DONE:
        _refuse_unfinished(row)
    row.state = state
    row.save(update_fields=["state"])
    RecallDecision.objects.create(match=row, state=state, reason=reason, decided_at=clock.now(), decided_by=by)
    if state == State.MATCHED or (state == State.TO_CHECK and row.strength > Strength.SIMILAR):
        recall_bags.pull([row.lot_id], by=by)
    elif state == State.NOT_OURS:
        recall_bags.let_go(row.lot, by=by)
    _record(state, str(row.pk), row.recall.reference, by)
    return row


def _refuse_unfinished(row: RecallMatch) -> None:
    lot = Lot.objects.get(pk=row.lot_id)
    if lot.balance:
        raise WrongState(_("Some of it is still on the books. Record what was thrown away or sent back first."))


def counts() -> Mapping[str, int]:
    """How many matches stand in each state; one query."""
    found: dict[str, int] = dict.fromkeys(State.values, 0)
    for state in RecallMatch.objects.order_by().values_list("state", flat=True):
        found[state] += 1
    return found


def _record(verb: str, number: str, state: str, by: int) -> None:
    journal.record(
        by=by, action=f"pantry.recall.{verb}", object_type="pantry.recall_match", object_id=number, state=state[:40]
    )
