"""Stock and entitlements as the planner sees them. The only bridge between rows and `pantry/planning.py`."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, NullIf

from pantry import rules
from pantry.models import (
    Allergen,
    AllergenState,
    Basket,
    BasketShare,
    BasketState,
    DateKind,
    Diet,
    FoodGroup,
    Lot,
    Product,
    Tri,
    Unit,
)
from pantry.plan_words import FOOD
from pantry.planning import Ask, Kept, Offer, Profile

PORTION_G = 250  # goods counted by weight are dealt in portions of this size
WEEKS = 4  # fairness looks back this far

# The least one needs to eat it, by category; what is not named is eaten as it is.
COOKING_OF = {
    "potatoes": "hob",
    "pasta": "hob",
    "rice": "hob",
    "flour": "hob",
    "pulses": "hob",
    "frozen-vegetables": "hob",
    "meat": "hob",
    "fish": "hob",
    "eggs": "hob",
    "frozen-meals": "hob",
    "soups": "kettle",
    "ready-meals": "kettle",
    "chilled-meals": "kettle",
    "coffee-tea": "kettle",
    "infant-formula": "kettle",
}


def locked_lots(groups: Iterable[str] = FOOD) -> list[Lot]:
    """Every lot of these groups with something in it, held until the end of the transaction, in the one order there is.

    Reserving and releasing parts of them afterwards waits for nobody.
    """
    return list(_with_facts(Lot.objects.filter(balance__gt=0, group__in=list(groups))).select_for_update(of=("self",)))


def free_lots(groups: Iterable[str] = FOOD) -> list[Lot]:
    """The same without holding them: for screens."""
    return [lot for lot in _with_facts(Lot.objects.filter(balance__gt=0, group__in=list(groups))) if lot.available > 0]


def _with_facts(lots: QuerySet[Lot]) -> QuerySet[Lot]:
    """What lies on a self-service shelf is nobody's to plan with."""
    return (
        lots.exclude(place__self_service=True)
        .select_related("product__category")
        .prefetch_related("product__allergens")
        .order_by("effective_limit", "id")
    )


def offer_of(lot: Lot, *, freed: int = 0) -> Offer:
    """`freed` units are reserved now and will be free when the plan applies."""
    product = lot.product
    step = 1 if lot.unit == Unit.PIECE else PORTION_G
    return Offer(
        lot=lot.pk,
        product=product.pk,
        label=product.name,
        group=lot.group,
        grams=step * lot.grams_each,
        step=step,
        free=lot.available + freed,
        limit=lot.effective_limit,
        hard_limit=lot.date_kind in (DateKind.USE_BY, DateKind.BEST_BEFORE),
        quarantined=lot.quarantined,
        contains=contains(product),
        breaks=breaks(product),
        cooking=COOKING_OF.get(product.category.code, "none"),
        tags=frozenset({product.category.code}),
    )


def contains(product: Product) -> frozenset[str]:
    """Allergens it contains, may contain, or of which nothing is known (Regulation 1169/2011; unknown counts)."""
    clear = {row.allergen for row in product.allergens.all() if row.state == AllergenState.NOT_DECLARED}
    return frozenset(Allergen.values) - clear


def breaks(product: Product) -> frozenset[str]:
    """Diets it does not respect; what nobody looked at counts as not respected."""
    held = contains(product)
    pork, meat = product.contains_pork != Tri.NO, product.contains_meat != Tri.NO
    fish, alcohol = product.contains_fish != Tri.NO, product.contains_alcohol != Tri.NO
    animal = meat or fish or not held.isdisjoint({"eggs", "milk", "fish", "crustaceans", "molluscs"})
    broken = {
        Diet.NO_PORK: pork,
        Diet.NO_MEAT: meat,
        Diet.NO_FISH: fish or not held.isdisjoint({"fish", "crustaceans", "molluscs"}),
        Diet.VEGAN: animal,
        Diet.NO_ALCOHOL_GELATINE: alcohol or meat,
        Diet.CERTIFIED_MEAT_ONLY: meat,
    }
    return frozenset(str(diet) for diet, is_broken in broken.items() if is_broken)


def profile_of(basket: Basket) -> Profile:
    return Profile(frozenset(basket.allergens), frozenset(basket.diets), basket.cooking, frozenset(basket.dislikes))


def targets_of(basket: Basket, numbers: dict[str, int]) -> dict[str, int]:
    """Grams by group: so much a person a week, less what was declined; small children get infant food instead."""
    adults = basket.persons - basket.children_under_3
    heads = {group: basket.children_under_3 if group == FoodGroup.INFANT else adults for group in FOOD}
    targets = {str(group): numbers[f"basket_{group}_grams"] * heads[group] for group in FOOD}
    for left_out in basket.declines.all():
        targets[left_out.group] = max(0, targets[left_out.group] - left_out.grams)
    return {group: grams for group, grams in targets.items() if grams}


def asks_of(baskets: Collection[Basket], *, day: date) -> list[Ask]:
    """The baskets (with their lines by hand prefetched as `lines`, and what was declined) as the planner sees them."""
    numbers = rules.values()
    before = history({basket.beneficiary for basket in baskets if basket.beneficiary}, day=day)
    return [_ask_of(basket, targets_of(basket, numbers), before[basket.beneficiary]) for basket in baskets]


def _ask_of(basket: Basket, targets: dict[str, int], served: dict[str, list[int]]) -> Ask:
    """The weeks before count as if they had been for what is due today: old targets are not kept."""
    return Ask(
        basket=basket.pk,
        profile=profile_of(basket),
        targets=targets,
        received={group: sum(served[group]) * targets[group] // 100 for group in targets if group in served},
        entitled={group: len(served[group]) * targets[group] for group in targets if group in served},
        kept=tuple(Kept(line.lot.product_id, line.group, line.grams) for line in basket.lines.all() if line.by_hand),
        declined=frozenset(left_out.product_id for left_out in basket.declines.all()),
    )


def history(beneficiaries: Collection[UUID], *, day: date) -> dict[UUID | None, dict[str, list[int]]]:
    """How well each was served over the last four weeks: percent by group, one a basket collected. One query."""
    found: dict[UUID | None, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = BasketShare.objects.filter(
        basket__beneficiary__in=beneficiaries,
        basket__state=BasketState.COLLECTED,
        basket__distribution__date__gte=day - timedelta(weeks=WEEKS),
        basket__distribution__date__lt=day,
    ).order_by()
    percent = Coalesce(F("served"), F("given_g") * 100 / NullIf(F("target_g"), 0))
    for beneficiary, group, part in rows.values_list("basket__beneficiary", "group", percent):
        if part is not None:
            found[beneficiary][group].append(part)
    return found
