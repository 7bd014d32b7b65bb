"""Reading the stock for its screens: keyset pages, what is low, what goes soon. Writes nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from coop.school.models import Place
from coop.web import clock
from coop.web.errors import Refusal
from pantry import dates, gtin, rules, six_points
from pantry.models import DateKind, Lot, Product
from pantry.models.stock import NO_LIMIT

PAGE = 25


@dataclass(frozen=True)
class Shelf:
    """One line of the stock list, ready to print."""

    lot: Lot
    limit: str
    soon: bool
    passed: bool
    low: bool
    to_check: bool


@dataclass(frozen=True)
class Page:
    """A page of lines and where the next one begins (empty at the end)."""

    rows: list[Shelf]
    after: str


def stock_page(*, q: str, show: str, place: Place | None, after: tuple[dt.date, int] | None, low: set[int]) -> Page:
    """Lots in stock, first to go first, 25 at a time; three queries at most."""
    numbers, today = rules.values(), clock.today()
    horizon = {
        "use_by_until": today + dt.timedelta(days=numbers["use_by_alert_days"]),
        "best_before_until": today + dt.timedelta(days=numbers["best_before_alert_days"]),
    }
    lots = Lot.objects.expiring(**horizon) if show == "expiring" else Lot.objects.in_stock()
    lots = lots.filter(quarantined=True) if show == "aside" else lots
    lots = lots.past_best_before(today) if show == "past" else lots
    lots = lots.filter(place=place) if place else lots
    lots = lots.filter(_of_product(q, "product__")) if q else lots
    if after:
        day, number = after
        lots = lots.filter(Q(effective_limit__gt=day) | Q(effective_limit=day, pk__gt=number))
    found = list(lots.select_related("product__category", "place").order_by("effective_limit", "id")[: PAGE + 1])
    rows = [_shelf(lot, today, horizon, low) for lot in found[:PAGE]]
    more = f"{rows[-1].lot.effective_limit.isoformat()}.{rows[-1].lot.pk}" if len(found) > PAGE else ""
    return Page(rows, more)


def low_products() -> Sequence[Product]:
    """Products of which fewer are free than the coordinator wants, whether any is left or not. One query."""
    free = Coalesce(
        Sum(F("lots__balance") - F("lots__reserved"), filter=Q(lots__balance__gt=0, lots__quarantined=False)), 0
    )
    return list(
        Product.objects.filter(low_below__gt=0)
        .annotate(free=free)
        .filter(free__lt=F("low_below"))
        .order_by("name", "id")[:50]
    )


def products_page(*, q: str, category_id: int | None, after: int | None) -> tuple[list[Product], int | None]:
    """Products by name, 25 at a time, and the number the next page begins after."""
    products: QuerySet[Product] = Product.objects.select_related("category")
    products = products.filter(_of_product(q)) if q else products
    products = products.filter(category_id=category_id) if category_id else products
    last = Product.objects.filter(pk=after).values("name", "pk").first() if after else None
    if last:
        products = products.filter(Q(name__gt=last["name"]) | Q(name=last["name"], pk__gt=last["pk"]))
    found = list(products.order_by("name", "id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _of_product(q: str, prefix: str = "") -> Q:
    """By words of the name or brand, or by code when it is one."""
    try:
        return Q(**{f"{prefix}gtin": gtin.parse(q)})
    except Refusal:
        wanted = Q()
        for word in q.split()[:5]:
            wanted &= Q(**{f"{prefix}name__icontains": word}) | Q(**{f"{prefix}brand__icontains": word})
        return wanted


def _shelf(lot: Lot, today: dt.date, horizon: dict[str, dt.date], low: set[int]) -> Shelf:
    until = horizon["use_by_until" if lot.date_kind == DateKind.USE_BY else "best_before_until"]
    dated = lot.date_kind in (DateKind.USE_BY, DateKind.BEST_BEFORE)
    return Shelf(
        lot=lot,
        limit=dates.shown(lot.limit_date, lot.limit_precision),
        soon=dated and lot.effective_limit != NO_LIMIT and (lot.limit_date or NO_LIMIT) <= until,
        passed=dated and lot.effective_limit < today,
        low=lot.product_id in low,
        to_check=six_points.is_past(lot, today),
    )
