"""The invented products of the demo school, in the layout of a product export: no packet in the world carries these codes."""

from pathlib import Path

from django.db import transaction

from pantry import catalogue, imports
from pantry.catalogue import DIET_FIELDS, Label
from pantry.models import AllergenState, Product, Tri

FILE = Path(__file__).parent / "data" / "demo_products.tsv"
LOW_BELOW = {
    "tinned-vegetables": 12,
    "pulses": 12,
    "pasta": 20,
    "rice": 15,
    "milk": 24,
    "tinned-fish": 12,
    "compotes": 10,
}
"""What a shelf should hold of one product; an export does not know."""


@transaction.atomic
def load_products(*, by: int) -> list[Product]:
    """Every invented product, imported as a school imports its own, then its label read: what is not named on it is not
    declared. A second call adds nothing."""
    imports.run(path=FILE, refuse=_never, by=by)
    products = Product.objects.filter(gtin__startswith="379042").select_related("category").order_by("gtin")
    for product in products.filter(reviewed_at=None):
        catalogue.review(product_id=product.pk, label=_label(product), by=by)
    return list(products)


def _never(line: int, code: str, why: object) -> None:
    raise ValueError(f"{FILE.name}, line {line}: {code} {why}")


def _label(product: Product) -> Label:
    known = catalogue.states_of(product)
    named = (AllergenState.CONTAINS, AllergenState.MAY_CONTAIN)
    return Label(
        name=product.name,
        brand=product.brand,
        category=product.category,
        net_weight_g=product.net_weight_g,
        low_below=LOW_BELOW.get(product.category.code, 0),
        diet={field: Tri.YES if getattr(product, field) == Tri.YES else Tri.NO for field in DIET_FIELDS},
        allergens={a: s if s in named else AllergenState.NOT_DECLARED for a, s in known.items()},
    )
