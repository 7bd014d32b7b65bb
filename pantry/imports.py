"""Importing a product export: accepted, updated or refused, row by row, with a reason.

An import only adds knowledge: it fills what is empty, never takes an allergen away, and leaves alone what a person has
read from the label. So a second run changes nothing. What an export does not say of an allergen stays unknown.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from pantry import catalogue, exports, food_words, gtin, quantities
from pantry.categories import TO_SORT
from pantry.errors import BadGtin
from pantry.models import AllergenState, Category, Product, ProductAllergen, Tri

BATCH = 500
Refuse = Callable[[int, str, object], None]
FIELDS = ("name", "brand", "category_id", "net_weight_g", *catalogue.DIET_FIELDS)


@dataclass(frozen=True)
class Found:
    """What a row says of a product."""

    line: int
    code: str
    name: str
    brand: str
    kind: str | None
    net_weight_g: int | None
    diets: dict[str, str]
    allergens: dict[str, str]


@dataclass
class Counts:
    """The result of a run; rows that say nothing new are in none of the three."""

    accepted: int = 0
    updated: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return f"accepted {self.accepted}, updated {self.updated}, refused {self.refused}"


@dataclass
class Batch:
    """Products of a few hundred rows on their way to the database: new rows, and rows that add to what is known."""

    new: list[Found] = field(default_factory=list)
    better: list[Found] = field(default_factory=list)
    changed: list[Product] = field(default_factory=list)
    states: list[ProductAllergen] = field(default_factory=list)

    @property
    def updated(self) -> int:
        return len(self.better)


def run(*, path: Path, refuse: Refuse, by: int) -> Counts:
    """Read the export at `path`; `refuse(line, code, sentence)` hears of each refused row. Memory does not grow with the file."""
    kinds, counts = kinds_of_goods(), Counts()

    def refused(line: int, code: str, sentence: object) -> None:
        counts.refused += 1
        refuse(line, code, sentence)

    with path.open("rb") as raw:
        for rows in groups(raw, refused):
            batch = store(rows, kinds)
            counts.accepted += len(batch.new)
            counts.updated += batch.updated
    journal.record(
        by=by, action="pantry.catalogue.import", object_type="pantry.product", object_id="", state=str(counts)[:40]
    )
    return counts


def kinds_of_goods() -> dict[str, int]:
    """Categories by code, made when they are missing."""
    catalogue.ensure_categories()
    return dict(Category.objects.values_list("code", "pk"))


def groups(raw: BinaryIO, refuse: Refuse) -> Iterator[list[Found]]:
    """What can be read, a few hundred rows at a time; `refuse` hears of the others."""
    waiting = []
    for found in _readable(raw, refuse):
        waiting.append(found)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    yield waiting


def _readable(raw: BinaryIO, refuse: Refuse) -> Iterator[Found]:
    """Rows with a good code, a name, and a code not met before in this file."""
    seen = sqlite3.connect("")  # a private temporary file: codes of millions of rows stay out of memory
    seen.execute("CREATE TABLE seen (code TEXT PRIMARY KEY, line INTEGER)")
    try:
        for row in exports.rows_of(raw):
            found, problem = _found(row)
            if found and seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (found.code, row.line)).rowcount == 0:
                (first,) = seen.execute("SELECT line FROM seen WHERE code = ?", (found.code,)).fetchone()
                found, problem = None, _("The same code stands on line %(line)s.") % {"line": first}
            if found:
                yield found
            else:
                refuse(row.line, exports.clean(row.values.get("code", ""))[:40], problem)
    finally:
        seen.close()


def _found(row: exports.Row) -> tuple[Found | None, object]:
    if row.problem:
        return None, row.problem
    values = {name: exports.clean(value) for name, value in row.values.items() if name in READ}
    try:
        code = gtin.parse(values["code"])
    except BadGtin as refusal:
        return None, refusal.message
    name = next((values[n] for n in ("product_name", "product_name_fr", "generic_name") if values.get(n)), "")
    if not name:
        return None, _("The product has no name.")
    kind = food_words.kind_of(values)
    found = Found(
        line=row.line,
        code=code,
        name=name[:160],
        brand=values.get("brands", "").split(",")[0].strip()[:120],
        kind=kind,
        net_weight_g=quantities.net_weight_g(values.get("quantity", "")),
        diets=food_words.diets_of(values, kind),
        allergens=food_words.allergens_in(values),
    )
    return found, ""


def compare(rows: list[Found], kinds: dict[str, int]) -> Batch:
    """What these rows would make new and what they would change. Two statements; writes nothing."""
    return _sorted(rows, kinds, Product.objects.all())


@transaction.atomic
def store(rows: list[Found], kinds: dict[str, int]) -> Batch:
    """A batch in one transaction: six statements whatever is in it. What is known is held, so that a label that somebody
    corrects meanwhile stays."""
    batch = _sorted(rows, kinds, Product.objects.order_by("pk").select_for_update(of=("self",)))
    made = Product.objects.bulk_create([_product(row, kinds) for row in batch.new])
    for product, row in zip(made, batch.new, strict=True):
        batch.states += [ProductAllergen(product=product, allergen=a, state=s) for a, s in row.allergens.items()]
    Product.objects.bulk_update(batch.changed, FIELDS)
    ProductAllergen.objects.bulk_create(
        batch.states, update_conflicts=True, unique_fields=["product", "allergen"], update_fields=["state"]
    )
    return batch


def _sorted(rows: list[Found], kinds: dict[str, int], products: QuerySet[Product]) -> Batch:
    batch = Batch()
    known = {p.gtin: p for p in products.filter(gtin__in=[r.code for r in rows]).prefetch_related("allergens")}
    for row in rows:
        product = known.get(row.code)
        if product is None:
            batch.new.append(row)
        elif product.reviewed_at is None and _learn(product, row, kinds, batch):
            batch.better.append(row)
    return batch


def _product(row: Found, kinds: dict[str, int]) -> Product:
    return Product(
        gtin=row.code,
        name=row.name,
        brand=row.brand,
        category_id=kinds[row.kind or TO_SORT],
        net_weight_g=row.net_weight_g,
        origin=Product.Origin.IMPORT,
        **row.diets,
    )


def _learn(product: Product, row: Found, kinds: dict[str, int], batch: Batch) -> bool:
    """Put what the row adds into the batch; whether it adds anything."""
    new = {"brand": row.brand, "net_weight_g": row.net_weight_g}
    if row.kind and product.category_id == kinds[TO_SORT]:
        new["category_id"] = kinds[row.kind]
    if product.origin == Product.Origin.IMPORT:
        new["name"] = row.name
    new |= {
        name: said for name, said in row.diets.items() if said != Tri.UNKNOWN and getattr(product, name) == Tri.UNKNOWN
    }
    if new.get("contains_meat") == Tri.NO and product.contains_pork == Tri.YES:
        del new["contains_meat"]
    if new.get("contains_pork") == Tri.YES:
        new["contains_meat"] = Tri.YES
    changed = {
        name: value
        for name, value in new.items()
        if value and value != getattr(product, name) and (name in OVERWRITTEN or not getattr(product, name))
    }
    for name, value in changed.items():
        setattr(product, name, value)
    if changed:
        batch.changed.append(product)
    held = {a.allergen: a.state for a in product.allergens.all()}
    worse = {a: s for a, s in row.allergens.items() if held.get(a) not in (s, AllergenState.CONTAINS)}
    batch.states += [ProductAllergen(product=product, allergen=a, state=s) for a, s in worse.items()]
    return bool(changed or worse)


OVERWRITTEN = frozenset({"name", "category_id", *catalogue.DIET_FIELDS})
READ = frozenset(
    {"code", "product_name", "product_name_fr", "generic_name", "brands", "quantity", "labels", "labels_tags"}
    | {f"{kind}{suffix}" for kind in ("allergens", "traces") for suffix in ("", "_tags", "_fr", "_en")}
    | set(food_words.COLUMNS)
)
