"""Goods for the pantry's tests: places, a few categories, and makers of products and lots."""

import datetime as dt

import pytest

from coop.school.models import Place
from coop.web import clock
from pantry import catalogue, stock
from pantry.gtin import check_digit
from pantry.models import Category, DateKind, Lot, Product
from pantry.models.catalogue import Unit
from pantry.models.stock import NO_LIMIT

BY = 7


@pytest.fixture
def places(db):
    return {
        kind: Place.objects.create(name=name, kind=kind, position=n)
        for n, (kind, name) in enumerate([("shelf", "B2"), ("fridge", "Fridge 1"), ("freezer", "Freezer")], start=1)
    }


@pytest.fixture
def categories(db):
    catalogue.ensure_categories()
    return {c.code: c for c in Category.objects.all()}


def code(number: int) -> str:
    """A valid GTIN-13 of our own: code(1), code(2) …"""
    body = f"379000{number:06d}"
    return f"{body}{check_digit(body)}"


@pytest.fixture
def product(categories):
    """`product("Chick peas", "pulses", number=1)`"""

    def make(name="Chick peas", category="pulses", *, number=None, **fields):
        fields.setdefault("unit", categories[category].unit)
        return Product.objects.create(
            name=name, category=categories[category], gtin=code(number) if number else None, **fields
        )

    return make


@pytest.fixture
def lot(places, product):
    """`lot(quantity=12, use_by=date(…))`: units of a product, received through the ledger."""

    def make(thing=None, quantity=10, *, use_by=None, best_before=None, source="anonymous", **fields):
        thing = thing or product()
        kind = DateKind.USE_BY if use_by else DateKind.BEST_BEFORE if best_before else DateKind.NONE
        limit = use_by or best_before
        lot = Lot(
            product=thing,
            place=places["shelf"],
            source=source,
            group=thing.category.group,
            unit=thing.unit,
            grams_each=thing.grams_each,
            weight_assumed=thing.weight_is_assumed,
            date_kind=kind,
            limit_date=limit,
            effective_limit=limit or NO_LIMIT,
            received_on=clock.today(),
            **fields,
        )
        stock.put_in(lot=lot, quantity=quantity, line="", by=BY)
        return lot

    return make


@pytest.fixture
def grams():
    return Unit.GRAM


def day(offset: int) -> dt.date:
    """So many days from today."""
    return clock.today() + dt.timedelta(days=offset)
