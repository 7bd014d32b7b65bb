"""The content of a distribution's baskets: planned and planned again. Stock is reserved by `pantry/stock.py` alone.

Every verb holds the distribution, then the lots in their one order, so that two coordinators take turns.
"""

import random
import secrets
from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import arrivals, offers, planning, stock
from pantry.errors import AlreadyPlanned, NothingFree, WrongState
from pantry.models import (
    Basket,
    BasketLine,
    BasketShare,
    BasketState,
    Distribution,
    DistributionState,
    Entitlement,
    Lot,
)
from pantry.stock import Portion

CHANGEABLE = (DistributionState.PLANNED,)
chance: random.Random = secrets.SystemRandom()


@transaction.atomic
def plan(*, distribution_id: int, by: int, seed: int | None = None) -> Distribution:
    """Draw the baskets of everyone entitled that day and fill them. Refuses a distribution planned already.

    `seed` breaks ties; without one it is drawn. Either way it is stored and journalled, so that a plan can be redone.
    """
    day = held(distribution_id)
    if day.planned_at is not None:
        raise AlreadyPlanned
    _draw(day, _expected(day), by)
    _fill(day, offers.locked_lots(), by, seed)
    return day


@transaction.atomic
def replan(*, distribution_id: int, by: int, seed: int | None = None) -> Distribution:
    """Plan again from today's stock and entitlements. Lines chosen by hand and packed baskets stay as they are; the seed stays
    too: where nothing changed, nothing moves."""
    day = held(distribution_id)
    if day.planned_at is None:
        raise WrongState(_("This week has no plan yet."))
    expected = _expected(day)
    offers.locked_lots()
    there = {basket.beneficiary: basket for basket in day.baskets.all()}
    for beneficiary, basket in there.items():
        if basket.state in Basket.WAITING and beneficiary not in expected:
            cancel_basket(basket_id=basket.pk, by=by)
    _draw(day, {number: row for number, row in expected.items() if number not in there}, by)
    _clear(day, by)
    _fill(day, offers.locked_lots(), by, day.seed if seed is None else seed)
    return day


@transaction.atomic
def cancel_basket(*, basket_id: int, by: int) -> Basket:
    """No basket after all: its content goes back to the shelf. Refuses one that left or was missed."""
    basket = Basket.objects.select_for_update(of=("self",)).get(pk=basket_id)
    if BasketState.CANCELLED not in Basket.TRANSITIONS[BasketState(basket.state)]:
        raise WrongState(_("Basket %(number)s can't be cancelled any more.") % {"number": f"{basket.number:02}"})
    lines = list(basket.lines.filter(state=BasketLine.State.RESERVED))
    if lines:
        stock.release(portions=[portion_of(line) for line in lines], by=by)
    basket.lines.filter(state=BasketLine.State.RESERVED).update(state=BasketLine.State.RETURNED)
    basket.state, basket.cancelled_at, basket.cancelled_by = BasketState.CANCELLED, clock.now(), by
    basket.save(update_fields=["state", "cancelled_at", "cancelled_by"])
    _record(by, "cancel", basket.pk, basket.state)
    return basket


def held(distribution_id: int) -> Distribution:
    """The distribution, held, and still open to changes of content."""
    day = Distribution.objects.select_for_update(of=("self",)).get(pk=distribution_id)
    if day.state not in CHANGEABLE:
        raise WrongState(
            _("This week is %(state)s: its content does not change any more.")
            % {"state": DistributionState(day.state).label}
        )
    return day


def _expected(day: Distribution) -> dict[UUID, Entitlement]:
    """Who is entitled that day and did not say "not this week"."""
    skipped = set(day.skips.values_list("beneficiary", flat=True))
    rows = Entitlement.objects.on(day.date).order_by("id")
    return {row.beneficiary: row for row in rows if row.beneficiary not in skipped}


def _draw(day: Distribution, expected: dict[UUID, Entitlement], by: int) -> None:
    """A basket each, numbers drawn anew: nothing joins this week's numbers to last week's."""
    taken = set(day.baskets.values_list("number", flat=True))
    numbers = [n for n in range(1, len(taken) + len(expected) + 1) if n not in taken][: len(expected)]
    chance.shuffle(numbers)
    now = clock.now()
    Basket.objects.bulk_create(
        Basket(
            distribution=day,
            number=number,
            beneficiary=row.beneficiary,
            persons=row.persons,
            children_under_3=row.children_under_3,
            allergens=row.allergens,
            diets=row.diets,
            cooking=row.cooking,
            dislikes=row.dislikes,
            planned_at=now,
            planned_by=by,
        )
        for number, row in sorted(zip(numbers, expected.values(), strict=True), key=lambda pair: pair[0])
    )
    arrivals.spread(day)


def _clear(day: Distribution, by: int) -> None:
    """Take back what the planner put in baskets that are not packed; what was chosen by hand stays."""
    ours = BasketLine.objects.filter(
        basket__distribution=day, basket__state=BasketState.PLANNED, state=BasketLine.State.RESERVED, by_hand=False
    )
    portions = [portion_of(line) for line in ours]
    if portions:
        stock.release(portions=portions, by=by)
    ours.delete()


@transaction.atomic
def add_basket(*, distribution_id: int, beneficiary: UUID, persons: int, cooking: str, by: int) -> Basket:
    """One more bag in a week that stands already, from what is free, set aside for the coordinator. Refuses when nothing is."""
    day = Distribution.objects.select_for_update(of=("self",)).get(pk=distribution_id)
    if day.state in (DistributionState.CLOSED, DistributionState.CANCELLED):
        raise WrongState(_("This distribution is over."))
    last = day.baskets.order_by("-number").values_list("number", flat=True).first() or 0
    basket = Basket.objects.create(
        distribution=day, number=last + 1, beneficiary=beneficiary, persons=persons, cooking=cooking, set_aside=True,
        planned_at=clock.now(), planned_by=by,
    )  # fmt: skip
    seed = secrets.randbelow(2**31)
    _asks, _shelf, made = _put_in([basket], day, offers.locked_lots(), by, seed)
    if not made.choices:
        raise NothingFree
    if day.planned_at is None:
        day.seed, day.planned_at, day.planned_by = seed, clock.now(), by
        day.save(update_fields=["seed", "planned_at", "planned_by"])
    _record(by, "add", basket.pk, f"seed {seed}")
    return basket


def _fill(day: Distribution, lots: list[Lot], by: int, seed: int | None) -> None:
    seed = secrets.randbelow(2**31) if seed is None else seed
    by_hand = BasketLine.objects.filter(by_hand=True).select_related("lot").order_by("id")
    baskets = list(
        day.baskets.filter(state=BasketState.PLANNED)
        .prefetch_related(Prefetch("lines", queryset=by_hand), "declines")
        .order_by("number")
    )
    asks, shelf, made = _put_in(baskets, day, lots, by, seed)
    day.supply = _supply(asks, shelf, day)
    day.proposals = [
        {"group": p.group, "product": p.product, "label": p.label, "grams": p.grams} for p in made.proposals
    ]
    day.seed, day.planned_at, day.planned_by = seed, clock.now(), by
    day.save(update_fields=["supply", "proposals", "seed", "planned_at", "planned_by"])
    _record(by, "plan", day.pk, f"seed {seed}, {len(baskets)} baskets")


def _put_in(
    baskets: list[Basket], day: Distribution, lots: list[Lot], by: int, seed: int
) -> tuple[list[planning.Ask], list[planning.Offer], planning.Plan]:
    """Propose a content, write it down, reserve it."""
    asks = offers.asks_of(baskets, day=day.date)
    shelf = [offers.offer_of(lot) for lot in lots]
    made = planning.propose(asks=asks, offers=shelf, day=day.date, seed=seed)
    _store_lines(made, {basket.pk: basket for basket in baskets})
    _store_shares(asks, made)
    portions = [Portion(c.lot, c.quantity, f"basket:{c.basket}") for c in made.choices]
    if portions:
        stock.reserve(portions=portions, by=by)
    return asks, shelf, made


def _store_lines(made: planning.Plan, baskets: dict[int, Basket]) -> None:
    """New lines; where a line by hand of the same lot is there already, it grows."""
    kept = {(line.basket_id, line.lot_id): line for basket in baskets.values() for line in basket.lines.all()}
    new = []
    for c in made.choices:
        line = kept.get((c.basket, c.lot))
        if line is not None:
            line.quantity, line.grams = line.quantity + c.quantity, line.grams + c.grams
            line.save(update_fields=["quantity", "grams"])
            continue
        new.append(
            BasketLine(
                basket_id=c.basket,
                lot_id=c.lot,
                group=c.group,
                quantity=c.quantity,
                grams=c.grams,
                instead_of=c.instead_of[:200],
                because=c.because,
            )
        )
    BasketLine.objects.bulk_create(new)


def _store_shares(asks: list[planning.Ask], made: planning.Plan) -> None:
    given: dict[tuple[int, str], int] = defaultdict(int)
    for ask in asks:
        for kept in ask.kept:
            given[ask.basket, kept.group] += kept.grams
    for choice in made.choices:
        given[choice.basket, choice.group] += choice.grams
    short = {(s.basket, s.group): s for s in made.shortages}
    BasketShare.objects.filter(basket__in=[ask.basket for ask in asks]).delete()
    BasketShare.objects.bulk_create(
        BasketShare(
            basket_id=ask.basket,
            group=group,
            target_g=target,
            given_g=given[ask.basket, group],
            missing_g=short[ask.basket, group].grams if (ask.basket, group) in short else 0,
            because=short[ask.basket, group].because if (ask.basket, group) in short else "",
        )
        for ask in asks
        for group, target in ask.targets.items()
    )


def _supply(asks: list[planning.Ask], shelf: list[planning.Offer], day: Distribution) -> dict[str, dict[str, int]]:
    """Grams usable and asked for by group, before this plan."""
    supply: dict[str, dict[str, int]] = {}
    for ask in asks:
        for group, target in ask.targets.items():
            supply.setdefault(group, {"free": 0, "asked": 0})["asked"] += target
    for offer in shelf:
        if offer.group in supply and not planning.forbidden(planning.Profile(), offer, day.date):
            supply[offer.group]["free"] += offer.weight(offer.free)
    return supply


def portion_of(line: BasketLine) -> Portion:
    return Portion(line.lot_id, line.quantity, f"basket:{line.basket_id}")


def _record(by: int, verb: str, object_id: int, state: str) -> None:
    kind = "distribution" if verb == "plan" else "basket"
    journal.record(
        by=by, action=f"pantry.{kind}.{verb}", object_type=f"pantry.{kind}", object_id=object_id, state=state
    )
