"""Verbs with plain defaults, for the tests of distributions."""

import datetime as dt

from coop.web import clock
from pantry import distributions, entitlements
from pantry.entitlements import Needs
from pantry.models import ProductAllergen
from pantry.models.catalogue import Allergen

BY = 7
NOON = dt.time(16, 0)
EVENING = dt.time(18, 30)


def entitle(
    persons=1, children=0, *, allergens=(), diets=(), cooking="full", dislikes=(), days=60, starts=None, **more
):
    """A basket a week from today; answers the beneficiary number."""
    starts = starts or clock.today()
    return entitlements.open_entitlement(
        persons=persons,
        children_under_3=children,
        needs=Needs(frozenset(allergens), frozenset(diets), cooking, frozenset(dislikes)),
        starts=starts,
        ends=starts + dt.timedelta(days=days),
        by=BY,
        **more,
    )


def weekly(place, *, on=None, capacity=60):
    """A distribution, today unless said otherwise."""
    return distributions.make_distribution(
        date=on or clock.today(), starts_at=NOON, ends_at=EVENING, place_id=place.pk, capacity=capacity, by=BY
    )


def harmless(product, *, contains=(), pork="no", meat="no", fish="no", alcohol="no"):
    """A label somebody read: contains only what is named."""
    ProductAllergen.objects.bulk_create(
        ProductAllergen(product=product, allergen=code, state="contains" if code in contains else "not_declared")
        for code in Allergen.values
    )
    product.contains_pork, product.contains_meat = pork, meat
    product.contains_fish, product.contains_alcohol = fish, alcohol
    product.save()
    return product
