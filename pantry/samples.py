"""The invented products of the demo school: no packet in the world carries these codes."""

import csv
from pathlib import Path

from django.db import transaction

from coop.web import clock
from pantry import catalogue
from pantry.models import Allergen, AllergenState, Category, Product, ProductAllergen, Tri

FILE = Path(__file__).parent / "data" / "demo_products.tsv"
DIETS = {"p": "contains_pork", "m": "contains_meat", "f": "contains_fish", "a": "contains_alcohol"}


@transaction.atomic
def load_products(*, by: int) -> list[Product]:
    """Every invented product, its label read: what is not named on it is not declared. A second call adds nothing."""
    catalogue.ensure_categories()
    kinds = {category.code: category for category in Category.objects.all()}
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines, delimiter="\t")}
    known = set(Product.objects.filter(gtin__in=rows).values_list("gtin", flat=True))
    made = Product.objects.bulk_create(_product(row, kinds, by) for code, row in rows.items() if code not in known)
    ProductAllergen.objects.bulk_create(
        ProductAllergen(product=product, allergen=allergen, state=_state(allergen, rows[product.gtin or ""]))
        for product in made
        if product.category.is_food
        for allergen in Allergen.values
    )
    return list(Product.objects.filter(gtin__in=rows).select_related("category").order_by("gtin"))


def _product(row: dict[str, str], kinds: dict[str, Category], by: int) -> Product:
    return Product(
        gtin=row["code"],
        name=row["name"],
        brand=row["brand"],
        category=kinds[row["category"]],
        net_weight_g=int(row["net_weight_g"]),
        low_below=int(row["low_below"]),
        origin=Product.Origin.IMPORT,
        reviewed_at=clock.now(),
        reviewed_by=by,
        **{field: Tri.YES if letter in row["has"] else Tri.NO for letter, field in DIETS.items()},
    )


def _state(allergen: str, row: dict[str, str]) -> str:
    if allergen in row["contains"].split(","):
        return AllergenState.CONTAINS
    return AllergenState.MAY_CONTAIN if allergen in row["may_contain"].split(",") else AllergenState.NOT_DECLARED
