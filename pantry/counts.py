"""Counting a place: begin or go on, note what is there, finish, and look twice at what differs much.

A line is compared with the balance at the moment it is noted, so that what moves while a count is open is accounted for. Finishing
books each difference as movements of its own; what nobody noted stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.school.models import Place
from coop.web import clock
from pantry import ledger, rules
from pantry.errors import CountIsOver, NothingCounted, SamePerson, WrongPlace
from pantry.ledger import Entry, Sheet
from pantry.models import Count, CountLine, CountState, LossReason, Lot, Movement, StockTask

KIND = ("product_id", "date_kind", "limit_date", "aside")
"""What a person can tell apart on a shelf: packets of one product with one date, put aside or not."""


def kind_of(lot: Lot) -> dict[str, Any]:
    return {
        "product_id": lot.product_id,
        "date_kind": lot.date_kind,
        "limit_date": lot.limit_date,
        "aside": lot.quarantined,
    }


@transaction.atomic
def begin(*, place_id: int, by: int) -> Count:
    """The open count of this place, whoever began it; a new one when none is open."""
    place = Place.objects.get(pk=place_id)
    if place.closed:
        raise WrongPlace(_("Choose another place, one that is in use."))
    count, made = Count.objects.get_or_create(
        place=place, closed_at=None, defaults={"opened_at": clock.now(), "opened_by": by}
    )
    if made:
        journal.record(by=by, action="pantry.count.begin", object_type="pantry.count", object_id=count.pk)
    return count


@transaction.atomic
def note(*, count_id: int, lot_id: int, counted: int, by: int) -> CountLine:
    """So many are there of what this lot is a part of. Replaces what was noted of it before, here or in a count that waits."""
    count = _open(count_id)
    kind = kind_of(Lot.objects.get(pk=lot_id))
    of_kind = {"quarantined" if name == "aside" else name: value for name, value in kind.items()}
    lots = ledger.lock(Lot.objects.filter(place=count.place_id, **of_kind))
    if not lots:
        raise WrongPlace(_("The screen knows none of it here. Move it here, or receive it."))
    settled = {"settled_at": clock.now(), "settled_by": by}
    before = CountLine.objects.filter(**kind, count__place=count.place_id)
    before.filter(count=count, state=CountState.NOTED).update(state=CountState.REPLACED, **settled)
    before.filter(state=CountState.WAITING).update(state=CountState.DROPPED, **settled)
    line = CountLine.objects.create(
        count=count,
        **kind,
        limit_precision=lots[0].limit_precision,
        lots=[lot.pk for lot in lots],
        expected=sum(lot.balance for lot in lots),
        counted=counted,
        counted_at=clock.now(),
        counted_by=by,
    )
    journal.record(
        by=by, action="pantry.count.note", object_type="pantry.count", object_id=count.pk, state=str(counted)
    )
    return line


@transaction.atomic
def finish(*, count_id: int, by: int) -> Count:
    """Book the differences; a large one waits for a second person, but not on a self-service shelf, where taking is the point."""
    count = _open(count_id)
    lines = list(count.lines.filter(state=CountState.NOTED).select_related("product"))
    if not lines:
        raise NothingCounted
    held = _hold(lines)
    large = [] if count.place.self_service else _large(lines, held)
    _book([line for line in lines if line not in large], held, by)
    count.lines.filter(pk__in=[line.pk for line in large]).update(state=CountState.WAITING)
    count.closed_at, count.closed_by = clock.now(), by
    count.save(update_fields=["closed_at", "closed_by"])
    journal.record(by=by, action="pantry.count.finish", object_type="pantry.count", object_id=count.pk)
    return count


@transaction.atomic
def confirm(*, line_id: int, by: int) -> CountLine:
    """A second person saw the same: the difference is booked. Refuses whoever counted it."""
    line = _waiting(line_id)
    if line.counted_by == by:
        raise SamePerson
    _book([line], _hold([line]), by)
    journal.record(by=by, action="pantry.count.confirm", object_type="pantry.count", object_id=line.count_id)
    return line


@transaction.atomic
def drop(*, line_id: int, by: int) -> Count:
    """A second person saw something else: nothing is booked, and the place's count is open to note it again."""
    line = _waiting(line_id)
    CountLine.objects.filter(pk=line.pk).update(state=CountState.DROPPED, settled_at=clock.now(), settled_by=by)
    journal.record(by=by, action="pantry.count.drop", object_type="pantry.count", object_id=line.count_id)
    return begin(place_id=line.count.place_id, by=by)


def _open(count_id: int) -> Count:
    count = Count.objects.select_related("place").select_for_update(of=("self",)).get(pk=count_id)
    if not count.is_open:
        raise CountIsOver
    return count


def _waiting(line_id: int) -> CountLine:
    line = CountLine.objects.select_related("count__place", "product").select_for_update(of=("self",)).get(pk=line_id)
    if line.state != CountState.WAITING:
        raise CountIsOver
    return line


def _hold(lines: Iterable[CountLine]) -> dict[int, Lot]:
    """Every lot that these lines were compared with, wherever it lies now, locked in the one order there is."""
    return {lot.pk: lot for lot in ledger.lock(Lot.objects.filter(pk__in={pk for line in lines for pk in line.lots}))}


def _large(lines: list[CountLine], held: dict[int, Lot]) -> list[CountLine]:
    """Those whose difference weighs so much that a second person looks."""
    grams = rules.value("count_second_look_grams")
    return [line for line in lines if abs(line.gap) * held[line.lots[0]].grams_each >= grams]


def _book(lines: list[CountLine], held: dict[int, Lot], by: int) -> None:
    """The differences as movements, all in one sheet. What cannot be missing any more becomes a task to look again."""
    sheet = Sheet(by)
    for line in lines:
        lots, about = [held[pk] for pk in line.lots], f"count:{line.count_id}"
        if line.gap > 0:
            _add(sheet, lots[-1], line.gap, about)
        elif line.gap < 0:
            _take_off(sheet, lots, line, about)
    ledger.write(sheet)
    CountLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=CountState.BOOKED, settled_at=clock.now(), settled_by=by
    )


def _add(sheet: Sheet, lot: Lot, units: int, about: str) -> None:
    sheet.entries.append(Entry(lot, units, Movement.Kind.FOUND, about))
    lot.balance += units


def _take_off(sheet: Sheet, lots: list[Lot], line: CountLine, about: str) -> None:
    """What is free goes first, then what was promised, which becomes a task for the planner."""
    served = line.count.place.self_service
    kind, reason = (Movement.Kind.TAKEN, "") if served else (Movement.Kind.LOST, LossReason.COUNT)
    left, off = line.missing, dict.fromkeys((lot.pk for lot in lots), 0)
    for room in ("available", "balance"):
        for lot in lots:
            part = min(left, getattr(lot, room) - off[lot.pk])
            if part > 0:
                off[lot.pk] += part
                left -= part
    for lot in lots:
        if off[lot.pk]:
            sheet.entries.append(Entry(lot, -off[lot.pk], kind, about, reason))
            _break_promises(sheet, lot, off[lot.pk], about)
    if left:
        sheet.task(StockTask.Kind.LESS_ON_SHELF, lots[-1], left, about)


def _break_promises(sheet: Sheet, lot: Lot, units: int, about: str) -> None:
    lot.balance -= units
    broken = max(lot.reserved - lot.balance, 0)
    if broken:
        sheet.promised[lot.pk] -= broken
        sheet.task(StockTask.Kind.PROMISED_AND_LOST, lot, broken, about)
        lot.reserved -= broken
