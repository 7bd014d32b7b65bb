"""Verbs on what may be granted: set out by the coordinator, counted down by a grant that happens elsewhere.

What comes up is what is left; what comes down is a number. Neither says for whom.
"""

from datetime import date

from django.db import transaction
from django.db.models import F

from coop.audit import journal
from coop.web import clock
from pantry.errors import AlreadyGranted, NoneLeft, NotOnThisDay
from pantry.models import Allotment


def offered(*, kind: str, on: date) -> list[Allotment]:
    """What may be granted on this day, the first to end first; those of which nothing is left as well, to say so."""
    return list(Allotment.objects.filter(kind=kind, closed_at=None, starts__lte=on, ends__gte=on))


@transaction.atomic
def set_out(*, kind: str, label: str, quantity: int, starts: date, ends: date, by: int) -> Allotment:
    """So many of something, from–to."""
    made = Allotment.objects.create(
        kind=kind, label=label, quantity=quantity, starts=starts, ends=ends, set_at=clock.now(), set_by=by
    )
    _record("set_out", made.pk, quantity, by)
    return made


@transaction.atomic
def change(*, allotment_id: int, label: str, quantity: int, ends: date, by: int) -> None:
    """Another name, number or end. Refuses fewer than were granted already."""
    row = Allotment.objects.select_for_update(of=("self",)).get(pk=allotment_id)
    if quantity < row.taken:
        raise AlreadyGranted(row.taken)
    row.label, row.quantity, row.ends = label, quantity, max(ends, row.starts)
    row.save(update_fields=["label", "quantity", "ends"])
    _record("change", row.pk, quantity, by)


@transaction.atomic
def close(*, allotment_id: int, by: int) -> None:
    """No more is granted of it; what was granted stays."""
    changed = Allotment.objects.filter(pk=allotment_id, closed_at=None).update(closed_at=clock.now(), closed_by=by)
    if changed:
        _record("close", allotment_id, 0, by)


@transaction.atomic
def take(*, allotment_id: int, quantity: int, on: date, by: int) -> None:
    """So many fewer are left. Of two who want the last one, one is refused: the condition stands in the update itself."""
    in_force = Allotment.objects.filter(pk=allotment_id, closed_at=None, starts__lte=on, ends__gte=on)
    if not in_force.filter(taken__lte=F("quantity") - quantity).update(taken=F("taken") + quantity):
        row = in_force.first()
        raise NoneLeft(label=row.label, left=row.left) if row else NotOnThisDay
    _record("take", allotment_id, quantity, by)


@transaction.atomic
def give_back(*, allotment_id: int, quantity: int, by: int) -> None:
    """So many come back and may be granted again."""
    if Allotment.objects.filter(pk=allotment_id, taken__gte=quantity).update(taken=F("taken") - quantity):
        _record("give_back", allotment_id, quantity, by)


def _record(verb: str, allotment_id: int, quantity: int, by: int) -> None:
    journal.record(
        by=by,
        action=f"pantry.allotment.{verb}",
        object_type="pantry.allotment",
        object_id=allotment_id,
        state=str(quantity),
    )
