"""The catalogue: categories as reference data, products learned one by one, allergens as the label says them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from coop.audit import journal
from coop.web import clock
from pantry import gtin, rules
from pantry.categories import AFSCA, CATEGORIES, PLAIN, TO_SORT
from pantry.models import Allergen, AllergenState, Category, FoodGroup, Product, ProductAllergen, Tri, Unit
from pantry.models.catalogue import NON_FOOD

EVERY_ALLERGEN = frozenset(Allergen.values)
DIET_FIELDS = ("contains_pork", "contains_meat", "contains_fish", "contains_alcohol")
PLANT_GROUPS = ("fresh-fruit", "fresh-vegetables", "potatoes")


def ensure_categories() -> None:
    """Write the categories and rules that are not there yet; what a school edited stays. Called by set-up and seed."""
    rules.ensure_rules()
    Category.objects.bulk_create(
        [
            Category(**kind._asdict(), position=n, tolerance_source=AFSCA if kind.tolerance_days else "")
            for n, kind in enumerate(CATEGORIES, start=1)
        ],
        ignore_conflicts=True,
    )


def categories_by_group() -> list[tuple[str, list[Category]]]:
    """Categories under the name of their group, in the order of the list; what is only waiting to be sorted is left out."""
    groups: dict[str, list[Category]] = {}
    for category in Category.objects.exclude(code=TO_SORT):
        groups.setdefault(category.group, []).append(category)
    return [(str(FoodGroup(code).label), kinds) for code, kinds in groups.items()]


SELF_SERVICE = "menstrual"
"""On the shelf for everybody, without asking (domain rule N-7)."""


def hygiene_items() -> list[tuple[str, str]]:
    """Code and name of the products for body and home that may be granted."""
    rows = Category.objects.filter(group=FoodGroup.HYGIENE).exclude(code=SELF_SERVICE)
    return [(row.code, row.name) for row in rows]


def find(code: str) -> Product | None:
    """The product of a scanned or typed code, or None when nobody has met it. Refuses a bad code."""
    return Product.objects.select_related("category").filter(gtin=gtin.parse(code)).first()


@transaction.atomic
def learn(*, code: str, name: str, category: Category, net_weight_g: int | None, by: int) -> Product:
    """Remember a packet met for the first time. Met twice at once, it is remembered once."""
    product, created = Product.objects.get_or_create(
        gtin=gtin.parse(code),
        defaults={
            "name": name.strip()[:160],
            "category": category,
            "net_weight_g": net_weight_g,
            "origin": Product.Origin.SCAN,
        },
    )
    if created:
        journal.record(by=by, action="pantry.product.learn", object_type="pantry.product", object_id=product.pk)
    return product


@transaction.atomic
def without_code(*, category: Category, name: str, size: str = "", by: int) -> Product:
    """The product for goods without a code: one per category, name and size ("Carrots", "Jumper, M"), made at first use."""
    wanted = ", ".join(filter(None, [name.strip()[:130] or category.name_fr, size.strip().upper()[:20]]))
    Category.objects.select_for_update().get(pk=category.pk)
    product = Product.objects.filter(gtin__isnull=True, category=category, name__iexact=wanted).order_by("pk").first()
    if product:
        return product
    plant = category.code in PLANT_GROUPS
    product = Product.objects.create(
        name=wanted,
        category=category,
        unit=category.unit,
        origin=Product.Origin.CATEGORY,
        **dict.fromkeys(DIET_FIELDS, Tri.NO if plant or category.group in NON_FOOD else Tri.UNKNOWN),
    )
    if plant:
        _write_states(product, dict.fromkeys(EVERY_ALLERGEN - PLAIN[category.code], AllergenState.NOT_DECLARED))
    journal.record(by=by, action="pantry.product.learn", object_type="pantry.product", object_id=product.pk)
    return product


@dataclass(frozen=True)
class Label:
    """What a person read on a packet."""

    name: str
    brand: str
    category: Category
    net_weight_g: int | None
    low_below: int
    diet: Mapping[str, str]
    allergens: Mapping[str, str]


@transaction.atomic
def review(*, product_id: int, label: Label, by: int) -> Product:
    """Correct a product from its label. From then on an import leaves it alone."""
    product = Product.objects.select_for_update().get(pk=product_id)
    product.name, product.brand, product.category = label.name, label.brand, label.category
    product.net_weight_g = label.net_weight_g if product.unit == Unit.PIECE else None
    product.low_below = label.low_below
    for field in DIET_FIELDS:
        setattr(product, field, label.diet.get(field, Tri.UNKNOWN))
    if product.contains_pork == Tri.YES:
        product.contains_meat = Tri.YES
    product.reviewed_at, product.reviewed_by = clock.now(), by
    product.save()
    _write_states(product, label.allergens)
    journal.record(by=by, action="pantry.product.review", object_type="pantry.product", object_id=product.pk)
    return product


def states_of(product: Product) -> dict[str, str]:
    """The state of each of the fourteen, in their order; unknown where nothing is known."""
    known = dict(product.allergens.values_list("allergen", "state"))
    return {a: known.get(a, AllergenState.UNKNOWN) for a in Allergen.values}


def allergens_of(product_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """For each product the allergens somebody must not meet in it: contains, may contain and unknown. One query.

    What is not food has none.
    """
    safe: dict[int, set[str]] = {pk: set() for pk in product_ids}
    rows = ProductAllergen.objects.filter(product_id__in=safe, state=AllergenState.NOT_DECLARED)
    not_food = Product.objects.filter(pk__in=safe, category__group__in=NON_FOOD)
    pairs = (
        rows.order_by()
        .values_list("product_id", "allergen")
        .union(not_food.order_by().values_list("pk", "category__group"))
    )
    for pk, word in pairs:
        safe[pk].update(EVERY_ALLERGEN if word in NON_FOOD else {word})
    return {pk: EVERY_ALLERGEN - names for pk, names in safe.items()}


def suitable(*, allergens: Collection[str], diets: Collection[str]) -> Q:
    """Products somebody with these allergens and diets may be given, as a condition on Product.

    Diets are functions: no_pork, no_meat, no_fish, no_alcohol. Whatever is not known counts as there.
    """
    ok = Q()
    for allergen in allergens:
        declared_free = ProductAllergen.objects.filter(allergen=allergen, state=AllergenState.NOT_DECLARED)
        ok &= Q(pk__in=declared_free.values("product_id"))
    for diet in diets:
        ok &= Q(**{f"contains_{diet.removeprefix('no_')}": Tri.NO})
    return ok | Q(category__group__in=NON_FOOD)


def _write_states(product: Product, states: Mapping[str, str]) -> None:
    ProductAllergen.objects.bulk_create(
        [ProductAllergen(product=product, allergen=a, state=s) for a, s in sorted(states.items())],
        update_conflicts=True,
        unique_fields=["product", "allergen"],
        update_fields=["state"],
    )
