"""Figures of goods for the reports. Read only, in three queries whatever the history."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from pantry.models import Donation, Month, Movement
from pantry.models.catalogue import NON_FOOD

Kind = Movement.Kind


@dataclass(frozen=True)
class PantryFigures:
    """Food in grams for whole months, both days included. Reversals are already taken off.

    `received_g`, by source and by group, counts what was received and found; `handed_g` what left with baskets less what
    came back, and what was taken from self-service shelves; `lost_g` and `lost_by_reason` the waste. `assumed_g` is the part
    of received and handed weights taken from a category's assumed weight, `assumed_share` that part of both. `stock_g` is
    what lay there at the end; `stock_days` how many days it lasts at the period's pace, None when nothing left.
    `goods_received` counts pieces that are not food.
    """

    start: dt.date
    end: dt.date
    received_g: int = 0
    received_by_source: dict[str, int] = field(default_factory=dict)
    received_by_group: dict[str, int] = field(default_factory=dict)
    handed_g: int = 0
    handed_by_group: dict[str, int] = field(default_factory=dict)
    lost_g: int = 0
    lost_by_reason: dict[str, int] = field(default_factory=dict)
    assumed_g: int = 0
    assumed_share: float = 0.0
    goods_received: int = 0
    donations: int = 0
    donors: int = 0
    stock_g: int = 0
    stock_days: int | None = None


def month(start: dt.date, end: dt.date) -> PantryFigures:
    """The goods of the months from `start` to `end`."""
    first, last = start.replace(day=1), end.replace(day=1)
    moved = list(
        Month.objects.filter(month__range=(first, last))
        .order_by()
        .values("kind", "group", "source", "reason")
        .annotate(g=Sum("grams"), a=Sum("grams_assumed"), u=Sum("units"))
    )
    food = [row for row in moved if row["group"] not in NON_FOOD]
    inward = [row for row in food if row["kind"] in (Kind.RECEIVED, Kind.FOUND)]
    outward = [row for row in food if row["kind"] in (Kind.HANDED_OUT, Kind.RETURNED, Kind.TAKEN)]
    lost = [row for row in food if row["kind"] == Kind.LOST]
    received, handed = _grams(inward), -_grams(outward)
    assumed = sum(row["a"] for row in inward) - sum(row["a"] for row in outward)
    stock = Month.objects.filter(month__lte=last).exclude(group__in=NON_FOOD).aggregate(g=Sum("grams"))["g"] or 0
    gave = Donation.objects.filter(received_on__range=(start, end), lots__isnull=False).aggregate(
        donations=Count("pk", distinct=True),
        donors=Count("donor", distinct=True, filter=~Q(donor__kind="anonymous")),
    )
    return PantryFigures(
        start=start,
        end=end,
        received_g=received,
        received_by_source=_by(inward, "source"),
        received_by_group=_by(inward, "group"),
        handed_g=handed,
        handed_by_group={group: -grams for group, grams in _by(outward, "group").items()},
        lost_g=-_grams(lost),
        lost_by_reason={reason: -grams for reason, grams in _by(lost, "reason").items()},
        assumed_g=assumed,
        assumed_share=assumed / (received + handed) if received + handed else 0.0,
        goods_received=sum(r["u"] for r in moved if r["group"] in NON_FOOD and r["kind"] == Kind.RECEIVED),
        stock_g=stock,
        stock_days=round(stock * ((end - start).days + 1) / handed) if handed > 0 else None,
        **gave,
    )


def _grams(rows: Iterable[Mapping[str, Any]]) -> int:
    return sum(row["g"] for row in rows)


def _by(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row[key]] = sums.get(row[key], 0) + row["g"]
    return {name: grams for name, grams in sorted(sums.items()) if grams}
