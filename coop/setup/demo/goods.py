"""What the demo pantry receives: a few honest products, their labels read, delivered each week by fictional donors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Sum

from coop.web import clock
from pantry import catalogue, receiving, stock
from pantry.catalogue import DIET_FIELDS, EVERY_ALLERGEN, Label
from pantry.dates import LimitDate
from pantry.models import AllergenState, Category, DateKind, Donor, LossReason, Lot, Product, Tri, Unit
from pantry.receiving import Arrival


@dataclass(frozen=True)
class Good:
    """`grams_each` baskets hold about so much of it; `share` is how many grams come in for each expected basket."""

    category: str
    name: str
    weight_g: int | None
    share: int
    allergens: tuple[str, ...] = ()
    animal: str = ""


GOODS = (
    Good("fresh-vegetables", "Carottes", None, 1200),
    Good("fresh-vegetables", "Courgettes", None, 900),
    Good("fresh-fruit", "Pommes", None, 1200),
    Good("tinned-vegetables", "Haricots verts, boîte", 400, 700),
    Good("potatoes", "Pommes de terre", None, 700),
    Good("pasta", "Coquillettes", 500, 700, ("gluten",)),
    Good("rice", "Riz long", 500, 500),
    Good("pulses", "Lentilles, boîte", 400, 400),
    Good("milk", "Lait demi-écrémé", 1000, 1500, ("milk",)),
    Good("plant-milk", "Boisson à l’avoine", 1000, 150, ("gluten",)),
    Good("tinned-fish", "Sardines à l’huile", 135, 200, ("fish",), "contains_fish"),
    Good("tofu", "Tofu nature", 200, 150, ("soy",)),
    Good("tinned-meat", "Cassoulet, boîte", 420, 150, (), "contains_pork"),
    Good("oils", "Huile de tournesol", 500, 350),
    Good("biscuits", "Biscuits secs", 200, 450, ("gluten", "milk", "eggs")),
)
DONORS = (
    (Donor.Kind.COMPANY, "Épicerie Fictive du Coin"),
    (Donor.Kind.ASSOCIATION, "Banque alimentaire Exemple"),
    (Donor.Kind.COMPANY, "Primeur Imaginaire"),
    (Donor.Kind.ANONYMOUS, ""),
)
SHELF_DAYS = 400
KEEP_FRESH = timedelta(days=9)
WEEKS_AT_ONCE = 3


def stock_the_catalogue(*, by: int) -> dict[str, Product]:
    """Categories, rules, and the demo's products with what their labels say."""
    catalogue.ensure_categories()
    categories = Category.objects.in_bulk(field_name="code")
    products = {}
    for good in GOODS:
        product = catalogue.without_code(category=categories[good.category], name=good.name, by=by)
        products[good.name] = catalogue.review(product_id=product.pk, label=_label(good, product), by=by)
    return products


def _label(good: Good, product: Product) -> Label:
    diet = dict.fromkeys(DIET_FIELDS, Tri.NO)
    if good.animal:
        diet[good.animal] = Tri.YES
    states = dict.fromkeys(EVERY_ALLERGEN, AllergenState.NOT_DECLARED)
    states |= dict.fromkeys(good.allergens, AllergenState.CONTAINS)
    return Label(good.name, "", product.category, good.weight_g, 0, diet, states)


def deliver(products: dict[str, Product], *, baskets: int, week: int, by: int) -> None:
    """What a week's donor brings: produce each week, and of everything else what runs short, for a few weeks."""
    kind, name = DONORS[week % len(DONORS)]
    if name:
        receiving.name_donor(kind=kind, name=name, by=by)
    there = on_the_shelves()
    for good in GOODS:
        needed = good.share * max(baskets, 3)
        if there.get(products[good.name].pk, 0) < needed:
            weeks = 1 if good.category.startswith("fresh") else WEEKS_AT_ONCE
            _receive(products[good.name], good, grams=needed * weeks, by=by)
    receiving.close_donation(by=by)


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


def _receive(product: Product, good: Good, *, grams: int, by: int) -> Lot:
    loose = product.unit == Unit.GRAM
    quantity = grams if loose else -(-grams // (good.weight_g or 500))
    kind = DateKind(product.category.date_kind)
    limit = None
    if kind != DateKind.NONE:
        limit = LimitDate(clock.today() + timedelta(days=min(product.category.shelf_life_days, SHELF_DAYS)))
    return receiving.receive(arrival=Arrival(product, quantity, kind, limit), by=by)


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
