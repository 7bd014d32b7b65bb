"""The books behind closed months: what was undone since, and each month counted again from its lines, not from its sums."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Sum

from pantry.models import Movement
from pantry.models.catalogue import NON_FOOD

Kind = Movement.Kind
INWARD = (Kind.RECEIVED, Kind.FOUND)
OUTWARD = (Kind.HANDED_OUT, Kind.RETURNED, Kind.TAKEN)


@dataclass(frozen=True)
class Lines:
    """Food of one period in grams, as `pantry.reports.PantryFigures` names it."""

    received_g: int = 0
    handed_g: int = 0
    lost_g: int = 0
    losses_g: dict[str, int] = field(default_factory=dict)
    received_by_group: dict[str, int] = field(default_factory=dict)
    received_by_source: dict[str, int] = field(default_factory=dict)
    handed_by_group: dict[str, int] = field(default_factory=dict)


def undone(start: dt.date, end: dt.date) -> dict[str, int]:
    """Grams by kind of movement that lines of this period, `end` included, took back from months before it. One query."""
    lines = Movement.objects.filter(
        reverses__isnull=False, happened_on__range=(start, end), reverses__happened_on__lt=start
    ).exclude(lot__group__in=NON_FOOD)
    rows = lines.order_by().values_list("kind").annotate(g=Sum(F("quantity") * F("lot__grams_each")))
    return {kind: grams for kind, grams in sorted(rows) if grams}


def lines(start: dt.date, end: dt.date) -> Lines:
    """The period counted from the lines of the ledger themselves, both days included. Slow: it reads them all."""
    rows = (
        Movement.objects.filter(happened_on__range=(start, end))
        .exclude(lot__group__in=NON_FOOD)
        .order_by()
        .values_list("kind", "lot__group", "lot__source", "reason")
        .annotate(g=Sum(F("quantity") * F("lot__grams_each")))
    )
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind, group, source, reason, grams in rows:
        if kind in INWARD:
            sums["received_by_group"][group] += grams
            sums["received_by_source"][source] += grams
        elif kind in OUTWARD:
            sums["handed_by_group"][group] -= grams
        elif kind == Kind.LOST:
            sums["losses_g"][reason] -= grams
    kept = {name: {key: grams for key, grams in sorted(parts.items()) if grams} for name, parts in sums.items()}
    total = {name: sum(kept.get(name, {}).values()) for name in ("received_by_group", "handed_by_group", "losses_g")}
    return Lines(
        received_g=total["received_by_group"], handed_g=total["handed_by_group"], lost_g=total["losses_g"], **kept
    )
