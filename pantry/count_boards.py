"""Reading counts for their screens. The expected quantity is in none of them before the count is finished."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from coop.school.models import Place
from pantry import counts, dates
from pantry.models import Count, CountLine, CountState, Lot

MOST = 200


@dataclass(frozen=True)
class Thing:
    """Packets a person can tell apart; `lot` stands for all of their lots here. `noted` is what somebody noted of it."""

    lot: Lot
    limit: str
    noted: CountLine | None


@dataclass(frozen=True)
class Spot:
    """A place, its open count, and when it was last counted."""

    place: Place
    open: Count | None
    last: Count | None


def spots() -> list[Spot]:
    """Every place in use with its counts; three queries."""
    began = {count.place_id: count for count in Count.objects.filter(closed_at=None)}
    last = {
        count.place_id: count
        for count in Count.objects.filter(closed_at__isnull=False)
        .order_by("place_id", "-closed_at")
        .distinct("place_id")
    }
    return [Spot(place, began.get(place.pk), last.get(place.pk)) for place in Place.objects.filter(closed=False)]


def things(count: Count, *, wanted: str = "") -> list[Thing]:
    """What may lie at the place; with a code or a word also what the screen believes is gone. Two queries."""
    lots = Lot.objects.filter(place=count.place_id)
    if wanted:
        words = Q(product__gtin=wanted) | Q(product__name__icontains=wanted) | Q(product__brand__icontains=wanted)
        lots = lots.filter(words)
    else:
        lots = lots.filter(balance__gt=0)
    noted = {_key(line): line for line in count.lines.filter(state=CountState.NOTED)}
    found: dict[tuple[object, ...], Lot] = {}
    for lot in lots.select_related("product").order_by("product__name", "limit_date", "-id")[:MOST]:
        found.setdefault(tuple(counts.kind_of(lot).values()), lot)
    return [Thing(lot, dates.shown(lot.limit_date, lot.limit_precision), noted.get(key)) for key, lot in found.items()]


def lines(count: Count) -> list[CountLine]:
    """The result of a count that is over: what differed first. One query."""
    kept = count.lines.exclude(state=CountState.REPLACED).select_related("product", "count__place")
    return sorted(
        _shown(list(kept)), key=lambda line: (line.state != CountState.WAITING, line.gap == 0, line.product.name)
    )


def waiting() -> list[CountLine]:
    """Large differences that wait for a second person, the oldest first."""
    rows = CountLine.objects.filter(state=CountState.WAITING).select_related("product", "count__place")
    return _shown(list(rows.order_by("id")[:50]))


def _shown(rows: list[CountLine]) -> list[CountLine]:
    for row in rows:
        row.shown_limit = dates.shown(row.limit_date, row.limit_precision)
    return rows


def _key(line: CountLine) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in counts.KIND)
