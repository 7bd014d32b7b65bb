"""What will be short: stock beside what the coming baskets take. True counts; whoever publishes them asks the gate first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum

from coop.audit import journal
from coop.web import clock
from pantry.models import (
    Basket,
    BasketLine,
    BasketState,
    Category,
    Distribution,
    DistributionState,
    Entitlement,
    Lot,
    NeedsLine,
    NeedsNotice,
)

LOOK_BACK = timedelta(weeks=8)
AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class Shelf:
    """One kind of goods: grams that may be given, and grams a basket took of it on average in the last eight weeks."""

    category: Category
    grams: int
    per_basket: float


@dataclass(frozen=True)
class Expected:
    """Who may come to the next distribution (a count of people), and how many distributions a week there are."""

    people: int
    a_week: float


def shelves() -> list[Shelf]:
    """Every kind of goods, in the order of the catalogue. Four queries."""
    today = clock.today()
    free = Lot.objects.filter(balance__gt=0, quarantined=False, effective_limit__gte=today).order_by()
    there = dict(
        free.values_list("product__category").annotate(g=Sum((F("balance") - F("reserved")) * F("grams_each")))
    )
    handed = Basket.objects.filter(state=BasketState.COLLECTED, distribution__date__gte=today - LOOK_BACK)
    baskets = handed.count()
    lines = BasketLine.objects.filter(state=BasketLine.State.HANDED, basket__in=handed).order_by()
    taken = dict(lines.values_list("lot__product__category").annotate(g=Sum("grams")))
    return [
        Shelf(each, there.get(each.pk, 0), taken.get(each.pk, 0) / baskets if baskets else 0.0)
        for each in Category.objects.order_by("position", "code")
    ]


def expected() -> Expected:
    """From the distributions of the next four weeks and who is entitled on the first of them. Two queries."""
    today = clock.today()
    coming = Distribution.objects.filter(date__range=(today, today + AHEAD)).exclude(
        Q(state=DistributionState.CANCELLED) | Q(state=DistributionState.CLOSED)
    )
    days: list[date] = list(coming.order_by("date").values_list("date", flat=True))
    people = Entitlement.objects.on(days[0] if days else today).count()
    return Expected(people, max(len(days), 1) * 7 / AHEAD.days)


@transaction.atomic
def publish(*, line: str, levels: dict[int, str], by: int) -> NeedsNotice:
    """A new notice: a sentence and a level for each category (by number). It takes the place of the one before."""
    notice = NeedsNotice.objects.create(line=line.strip()[:200], published_at=clock.now(), published_by=by)
    NeedsLine.objects.bulk_create(
        NeedsLine(notice=notice, category_id=category, level=level) for category, level in levels.items()
    )
    journal.record(
        by=by, action="pantry.needs.publish", object_type="pantry.needs", object_id=notice.pk, state=str(len(levels))
    )
    return notice


@transaction.atomic
def set_levels(*, levels: dict[int, str]) -> int:
    """The notice that stands follows the stock; how many of its lines changed."""
    notice = current()
    if notice is None:
        return 0
    changed = [line for line in notice.lines.all() if levels.get(line.category_id, line.level) != line.level]
    for line in changed:
        line.level = levels[line.category_id]
    NeedsLine.objects.bulk_update(changed, ["level"])
    return len(changed)


def current() -> NeedsNotice | None:
    """What stands on the public page."""
    return NeedsNotice.objects.prefetch_related("lines__category").first()


def lines_by_level(lines: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Whatever has a `category` and a `level`, needed now, then soon, then enough, with the words; empty ones left out."""
    rows = list(lines)
    found = [(str(level.label), [row for row in rows if row.level == level]) for level in NeedsLine.Level]
    return [(label, some) for label, some in found if some]
