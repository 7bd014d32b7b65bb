"""Changes by hand to a planned basket: a swap within a group, a shortage filled. Hard rules hold by hand too, and the next
plan keeps what was chosen here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from coop.audit import journal
from pantry import offers, planning, stock
from pantry.errors import NotForThisBasket, PlanChanged
from pantry.models import Basket, BasketLine, BasketShare, BasketState, Distribution, Product
from pantry.plan_words import rule_words
from pantry.plans import held, portion_of
from pantry.stock import Portion


@transaction.atomic
def swap_line(*, line_id: int, product_id: int, by: int, because: str = "by_hand") -> list[BasketLine]:
    """Put another product of the same group, of about the same weight, in place of a line. Hard rules hold by hand too."""
    day, line = held_line(line_id)
    basket, lots = line.basket, offers.locked_lots([line.group])
    product = Product.objects.get(pk=product_id)
    options = [offers.offer_of(lot) for lot in lots if lot.product_id == product_id]
    _refuse_forbidden(basket, options, day, product)
    parts = first_to_expire(options, day, steps_for(line.grams, options[0]))
    if not parts:
        raise PlanChanged(_("Nothing is left of %(product)s.") % {"product": product.name})
    stock.release(portions=[portion_of(line)], by=by)
    was = line.lot.product
    line.delete()
    lines = add_by_hand(basket, parts, instead_of=was, by=by, because=because)
    weigh([basket.pk])
    record(by, "swap", basket.pk, str(product_id))
    return lines


@transaction.atomic
def swap_back(*, line_id: int, by: int) -> list[BasketLine]:
    """Undo a swap by hand, when the product it replaced is still there."""
    was = BasketLine.objects.filter(pk=line_id, by_hand=True).values_list("was_id", flat=True).first()
    if was is None:
        raise PlanChanged
    return swap_line(line_id=line_id, product_id=was, by=by)


@transaction.atomic
def apply_proposal(*, distribution_id: int, group: str, product_id: int, by: int) -> int:
    """Fill the shortages of a group with a product that a soft rule held back. Answers how many baskets took some."""
    day = held(distribution_id)
    lots = offers.locked_lots([group])
    options = [offers.offer_of(lot) for lot in lots if lot.product_id == product_id]
    short = BasketShare.objects.filter(
        basket__distribution=day, basket__state=BasketState.PLANNED, group=group, missing_g__gt=0
    )
    served = []
    for share in short.select_related("basket").order_by("-missing_g", "basket__number"):
        profile = offers.profile_of(share.basket)
        allowed = [
            o for o in options if not planning.forbidden(profile, o, day.date) and o.grams <= 2 * share.missing_g
        ]
        if not allowed:
            continue
        parts = first_to_expire(allowed, day, steps_for(share.missing_g, allowed[0]))
        if not parts:
            continue
        add_by_hand(share.basket, parts, instead_of=None, by=by)
        spent = {offer.lot: quantity for offer, quantity in parts}
        options = [replace(offer, free=offer.free - spent.get(offer.lot, 0)) for offer in options]
        served.append(share.basket_id)
    if not served:
        raise PlanChanged(_("Nothing is left of it for these baskets."))
    weigh(served)
    day.proposals = [p for p in day.proposals if (p["group"], p["product"]) != (group, product_id)]
    day.save(update_fields=["proposals"])
    for basket_id in served:
        record(by, "fill", basket_id, f"{group} {product_id}")
    return len(served)


def held_line(line_id: int) -> tuple[Distribution, BasketLine]:
    row = BasketLine.objects.filter(pk=line_id).values_list("basket__distribution_id", flat=True).first()
    if row is None:
        raise PlanChanged
    day = held(row)
    line = (
        BasketLine.objects.select_related("basket", "lot__product")
        .filter(pk=line_id, state=BasketLine.State.RESERVED, basket__state=BasketState.PLANNED)
        .first()
    )
    if line is None:
        raise PlanChanged
    return day, line


def _refuse_forbidden(basket: Basket, options: list[planning.Offer], day: Distribution, product: Product) -> None:
    if not options:
        raise PlanChanged(_("Nothing is left of %(product)s.") % {"product": product.name})
    reasons = [planning.forbidden(offers.profile_of(basket), option, day.date) for option in options]
    if all(reasons):
        raise NotForThisBasket(
            _("%(product)s is not for this basket: %(rule)s.")
            % {"product": product.name, "rule": rule_words(reasons[0])}
        )


def steps_for(grams: int, offer: planning.Offer) -> int:
    """How many steps of this weigh about as much, one at least."""
    return max(1, round(grams / offer.grams))


def first_to_expire(
    options: Iterable[planning.Offer], day: Distribution, steps: int
) -> list[tuple[planning.Offer, int]]:
    """(offer, quantity) of up to `steps` steps, first expired first out."""
    parts = []
    for offer in sorted(options, key=lambda o: o.order):
        if planning.forbidden(planning.Profile(), offer, day.date):
            continue
        part = min(steps, offer.free // offer.step)
        if part > 0:
            parts.append((offer, part * offer.step))
            steps -= part
    return parts


def add_by_hand(
    basket: Basket,
    parts: list[tuple[planning.Offer, int]],
    *,
    instead_of: Product | None,
    by: int,
    because: str = "by_hand",
) -> list[BasketLine]:
    """Reserve the parts and put them in the basket as lines chosen by hand."""
    stock.reserve(portions=[Portion(o.lot, quantity, f"basket:{basket.pk}") for o, quantity in parts], by=by)
    there = {line.lot_id: line for line in basket.lines.all()}
    lines = []
    for offer, quantity in parts:
        line = there.get(offer.lot) or BasketLine(
            basket=basket, lot_id=offer.lot, group=offer.group, quantity=0, grams=0
        )
        line.quantity += quantity
        line.grams += offer.weight(quantity)
        line.by_hand, line.because = True, because
        if instead_of is not None:
            line.instead_of, line.was = instead_of.name[:200], instead_of
        line.save()
        lines.append(line)
    return lines


def weigh(basket_ids: Collection[int]) -> None:
    """Bring the shares of these baskets in line with their lines."""
    given: dict[tuple[int, str], int] = defaultdict(int)
    lines = BasketLine.objects.filter(basket__in=basket_ids, state=BasketLine.State.RESERVED)
    for basket_id, group, grams in lines.values_list("basket_id", "group", "grams"):
        given[basket_id, group] += grams
    shares = list(BasketShare.objects.filter(basket__in=basket_ids))
    for share in shares:
        share.given_g = given[share.basket_id, share.group]
        missing = share.target_g - share.given_g
        if share.missing_g and share.given_g >= planning.SHORT_BELOW * share.target_g:
            share.missing_g, share.because = 0, ""
        elif share.missing_g:
            share.missing_g = missing
    BasketShare.objects.bulk_update(shares, ["given_g", "missing_g", "because"])


def record(by: int, verb: str, basket_id: int, state: str) -> None:
    journal.record(by=by, action=f"pantry.basket.{verb}", object_type="pantry.basket", object_id=basket_id, state=state)
