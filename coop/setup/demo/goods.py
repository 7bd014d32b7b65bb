"""What the demo pantry receives: products imported as a school imports its own, and loose produce, brought each week by
fictional donors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Sum

from coop.school import calendar
from coop.school.models import Place
from coop.web import clock
from pantry import catalogue, counts, receiving, samples, six_points, stock, transfers
from pantry.dates import LimitDate
from pantry.models import Category, DateKind, Donor, LossReason, Lot, Product
from pantry.receiving import Arrival


@dataclass(frozen=True)
class Good:
    """What it is: the code on the packet, or for goods without one their category and name. `share` is how many grams come in
    for each expected basket."""

    share: int
    gtin: str = ""
    category: str = ""
    name: str = ""


BISCUITS = "3790420000533"
GOODS = (
    Good(1200, category="fresh-vegetables", name="Carottes"),
    Good(900, category="fresh-vegetables", name="Courgettes"),
    Good(1200, category="fresh-fruit", name="Pommes"),
    Good(700, category="potatoes", name="Pommes de terre"),
    Good(700, "3790420000021"),  # green beans
    Good(700, "3790420000120"),  # pasta
    Good(500, "3790420000151"),  # rice
    Good(400, "3790420000205"),  # chick peas
    Good(1500, "3790420000281"),  # milk
    Good(150, "3790420000304"),  # soy drink
    Good(200, "3790420000359"),  # sardines
    Good(150, "3790420000441"),  # tofu
    Good(150, "3790420000397"),  # cassoulet with pork
    Good(350, "3790420000458"),  # oil
    Good(450, BISCUITS),
)
SHELF_OF_HYGIENE = ("3790420000632", "3790420000649", "3790420000656", "3790420000670")
Catalogue = dict[Good, Product]
DONORS = (
    (Donor.Kind.COMPANY, "Épicerie Fictive du Coin"),
    (Donor.Kind.ASSOCIATION, "Banque alimentaire Exemple"),
    (Donor.Kind.COMPANY, "Primeur Imaginaire"),
    (Donor.Kind.ANONYMOUS, ""),
)
SHELF_DAYS = 400
KEEP_FRESH = timedelta(days=9)
WEEKS_AT_ONCE = 3


def stock_the_catalogue(*, by: int) -> Catalogue:
    """Categories, rules, the imported products with what their labels say, and the loose goods."""
    packed = {product.gtin: product for product in samples.load_products(by=by)}
    categories = Category.objects.in_bulk(field_name="code")
    return {
        good: packed.get(good.gtin) or catalogue.without_code(category=categories[good.category], name=good.name, by=by)
        for good in GOODS
    }


def deliver(products: Catalogue, *, baskets: int, week: int, by: int) -> None:
    """What a week's donor brings: produce each week, and of everything else what runs short, for a few weeks."""
    kind, name = DONORS[week % len(DONORS)]
    if name:
        receiving.name_donor(kind=kind, name=name, by=by)
    there = on_the_shelves()
    for good in GOODS:
        needed = good.share * max(baskets, 3)
        if there.get(products[good].pk, 0) < needed:
            weeks = 1 if good.category.startswith("fresh") else WEEKS_AT_ONCE
            _receive(products[good], grams=needed * weeks, by=by)
    receiving.close_donation(by=by)


def deliver_hygiene(*, by: int) -> None:
    """A drive brought what is not food: soap, toothpaste, pads, paper."""
    receiving.name_donor(kind=Donor.Kind.ASSOCIATION, name="Banque alimentaire Exemple", by=by)
    for product in Product.objects.filter(gtin__in=SHELF_OF_HYGIENE).select_related("category"):
        _receive(product, grams=40 * product.grams_each, by=by)
    receiving.close_donation(by=by)


def open_a_shelf(*, by: int) -> None:
    """Pads and tampons lie where anybody takes them: put there, counted since; nobody knows who took them."""
    place = calendar.add_place(name="Libre-service, couloir C", kind=Place.Kind.SHELF, by=by)
    calendar.change_place(place=place, name=place.name, kind=place.kind, self_service=True, by=by)
    lot = Lot.objects.filter(product__gtin__in=SHELF_OF_HYGIENE, balance__gte=20, reserved=0).earliest("pk")
    part = transfers.move(lot_id=lot.pk, quantity=20, place_id=place.pk, by=by)
    count = counts.begin(place_id=place.pk, by=by)
    counts.note(count_id=count.pk, lot_id=part.pk, counted=7, by=by)
    counts.finish(count_id=count.pk, by=by)


def half_a_count(*, by: int) -> None:
    """Somebody counted three things on the fullest shelf and was called away; one differs much."""
    fullest = (
        Lot.objects.filter(balance__gt=3).order_by().values("place").annotate(n=Count("pk")).order_by("-n", "place")
    )
    count = counts.begin(place_id=fullest[0]["place"], by=by)
    for place, lot in enumerate(Lot.objects.filter(place=count.place_id, balance__gt=3).order_by("pk")[:3]):
        counts.note(count_id=count.pk, lot_id=lot.pk, counted=lot.balance - place, by=by)


def past_their_date(*, by: int) -> None:
    """Biscuits long past their best-before date: one box was looked at and is still good, one waits for somebody trained."""
    biscuits = Product.objects.select_related("category").get(gtin=BISCUITS)
    for days in (66, 70):
        limit = LimitDate(clock.today() - timedelta(days=days))
        waiting = receiving.receive(arrival=Arrival(biscuits, 6, DateKind.BEST_BEFORE, limit), by=by)
    receiving.close_donation(by=by)
    six_points.check(lot_id=waiting.pk, failed=[], words="Croquants, bonne odeur", by=by)


def on_the_shelves() -> dict[int, int]:
    """Grams of each product that nobody was promised."""
    lots = Lot.objects.filter(balance__gt=0).order_by().values("product")
    return {
        row["product"]: row["grams"]
        for row in lots.annotate(grams=Sum((F("balance") - F("reserved")) * F("grams_each")))
    }


def clear_the_shelves(*, by: int) -> None:
    """The end of the year: what is left would not keep over the summer."""
    for lot in Lot.objects.filter(balance__gt=0).order_by("pk"):
        stock.lose(lot_id=lot.pk, quantity=lot.balance, reason=LossReason.OTHER, by=by)


def _receive(product: Product, *, grams: int, by: int) -> Lot:
    kind = DateKind(product.category.date_kind)
    limit = None
    if kind != DateKind.NONE:
        limit = LimitDate(clock.today() + timedelta(days=min(product.category.shelf_life_days, SHELF_DAYS)))
    return receiving.receive(arrival=Arrival(product, -(-grams // product.grams_each), kind, limit), by=by)


def throw_away(*, by: int) -> None:
    """What did not keep: produce older than nine days is spoiled, what is past its date is lost."""
    today = clock.today()
    for lot in Lot.objects.filter(balance__gt=0).select_related("product__category", "donation").order_by("pk"):
        reason = _spoiled(lot, today)
        if reason and lot.available:
            stock.lose(lot_id=lot.pk, quantity=lot.available, reason=reason, by=by)


def _spoiled(lot: Lot, today: date) -> str:
    if lot.limit_date and lot.limit_date < today:
        use_by = lot.date_kind == DateKind.USE_BY
        return LossReason.USE_BY_PASSED if use_by else LossReason.BEST_BEFORE_PASSED
    is_fresh = lot.product.category.code.startswith("fresh")
    return LossReason.SPOILED if is_fresh and lot.donation and lot.donation.received_on + KEEP_FRESH < today else ""
