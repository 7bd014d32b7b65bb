"""What the pages of uploaded product lists show. Read only."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coop.web import sheets
from pantry import esf
from pantry.categories import TO_SORT
from pantry.models import CatalogueRefusal, CatalogueUpload, Category, FoodGroup

RECENT = 10
SHOWN = 10


@dataclass(frozen=True)
class Row:
    """A row of the file as the preview shows it."""

    code: str
    name: str
    brand: str
    new: bool
    category: Category


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    refused: list[CatalogueRefusal]


@dataclass(frozen=True)
class Kind:
    category: Category
    line: str


def recent() -> QuerySet[CatalogueUpload]:
    return CatalogueUpload.objects.defer("content", "first_rows")[:RECENT]


def page(upload: CatalogueUpload) -> Page:
    """The first rows with their kind of goods, the first refused ones. Two queries."""
    if upload.is_under_way:
        return Page([], [])
    there = {category.code: category for category in Category.objects.all()} if upload.first_rows else {}
    rows = [_row(each, there) for each in upload.first_rows]
    return Page(rows, list(upload.refusals.all()[:SHOWN]))


def _row(said: dict[str, Any], there: dict[str, Category]) -> Row:
    category = there.get(said["kind"] or TO_SORT) or there[TO_SORT]
    return Row(said["code"], said["name"], said["brand"], said["new"], category)


class _Line:
    """What `csv.writer` writes is what the next step of the stream sends."""

    def write(self, text: str) -> str:
        return text


def refused_csv(upload: CatalogueUpload) -> Iterator[str]:
    """Line, code, reason; how many more were only counted. No cell starts a formula."""
    write = csv.writer(_Line(), delimiter=";").writerow
    yield "\ufeff" + write([_("line"), _("code"), _("reason")])
    kept = 0
    for row in upload.refusals.all().iterator(chunk_size=1000):
        kept += 1
        yield write([row.line, sheets.harmless(row.code), sheets.harmless(row.reason)])
    if upload.refused > kept:
        yield write(["", "", _("%(more)s more rows were refused.") % {"more": upload.refused - kept}])


def kinds() -> list[tuple[str, list[Kind]]]:
    """Kinds of goods by group, in the order of the groups."""
    order = {group: number for number, group in enumerate(FoodGroup)}
    rows = sorted(Category.objects.all(), key=lambda each: (order[FoodGroup(each.group)], each.position))
    return [
        (str(FoodGroup(group).label), [Kind(each, str(esf.line_of(each).label)) for each in each_group])
        for group, each_group in groupby(rows, key=lambda each: each.group)
    ]
