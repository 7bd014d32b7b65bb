"""The demo school's products: plausible, complete, and nobody's."""

import pytest

from pantry import catalogue, gtin, samples
from pantry.models import FoodGroup, Product, ProductAllergen
from tests.pantry.conftest import BY

pytestmark = pytest.mark.django_db


def test_every_group_of_food_and_hygiene_is_there_once_and_only_once():
    first = samples.load_products(by=BY)
    assert samples.load_products(by=BY) == first
    assert len(first) == Product.objects.count() >= 60
    groups = {p.category.group for p in first}
    assert groups == set(FoodGroup.values) - {"clothes", "books", "culture", "other"}


def test_codes_are_valid_and_labels_read():
    products = samples.load_products(by=BY)
    assert all(gtin.parse(p.gtin) == p.gtin and p.reviewed_at for p in products)
    assert not ProductAllergen.objects.filter(state="unknown").exists()
    met = catalogue.allergens_of([p.pk for p in products])
    assert {p.name for p in products if not met[p.pk]} >= {"Pois chiches cuits", "Riz long grain", "Gel douche doux"}
    pork = {p.name for p in products if p.contains_pork == "yes"}
    assert pork == {"Pâté de campagne", "Cassoulet au porc"}
