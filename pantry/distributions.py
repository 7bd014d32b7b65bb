"""The life of a distribution: planned → frozen → open → closed, or cancelled. How it closes is in `pantry/closing.py`."""

import secrets
from datetime import date, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import arrivals, codes, offline_desk, retention
from pantry.errors import WrongState
from pantry.models import Basket, BasketState, Distribution, DistributionState, PickupCode
from pantry.packing import pack_basket
from pantry.plans import cancel_basket, plan, replan
from pantry.swaps import apply_proposal, swap_back, swap_line

__all__ = [
    "amend", "apply_proposal", "cancel", "cancel_basket", "freeze", "held_in", "make_distribution", "miss_basket",
    "move_on", "open_distribution", "pack_basket", "plan", "replan", "swap_back", "swap_line", "unfreeze",
    "unmiss_basket",
]  # fmt: skip

SET_ASIDE = 6  # one basket in so many is drawn for the coordinator
SECOND_LOOK = 4  # one basket in so many is looked at twice without a need, so that a second look tells none
chance = secrets.SystemRandom()


@transaction.atomic
def make_distribution(
    *, date: date, starts_at: time, ends_at: time, place_id: int, capacity: int, by: int
) -> Distribution:
    """One day of handing out, outside any pattern."""
    if ends_at <= starts_at:
        raise WrongState(_("It ends before it starts."))
    day = Distribution.objects.create(
        date=date, starts_at=starts_at, ends_at=ends_at, place_id=place_id, capacity=capacity
    )
    _record(by, "make", day)
    return day


@transaction.atomic
def amend(*, distribution_id: int, date: date, starts_at: time, ends_at: time, place_id: int, by: int) -> Distribution:
    """This week is on another day, at another time or place; the pattern and the other weeks stay. Refuses once frozen."""
    day = held_in(distribution_id, DistributionState.PLANNED)
    if ends_at <= starts_at:
        raise WrongState(_("It ends before it starts."))
    day.date, day.starts_at, day.ends_at, day.place_id = date, starts_at, ends_at, place_id
    day.amended_at, day.amended_by = clock.now(), by
    day.save(update_fields=["date", "starts_at", "ends_at", "place_id", "amended_at", "amended_by"])
    arrivals.spread(day)
    _record(by, "amend", day)
    return day


@transaction.atomic
def freeze(*, distribution_id: int, by: int) -> Distribution:
    """The content stands: lists are printed, codes given, packing begins. Some baskets are drawn for the coordinator; those with
    allergens, and some drawn at random, are looked at by a second person."""
    day = held_in(distribution_id, DistributionState.PLANNED)
    if day.planned_at is None:
        raise WrongState(_("Plan the week first."))
    waiting = list(day.baskets.filter(state=BasketState.PLANNED).values_list("pk", flat=True))
    drawn = chance.sample(waiting, -(-len(waiting) // SET_ASIDE))
    day.baskets.filter(pk__in=drawn).update(set_aside=True)
    looked_at = Q(pk__in=chance.sample(waiting, -(-len(waiting) // SECOND_LOOK))) | ~Q(allergens=[])
    day.baskets.filter(looked_at, state=BasketState.PLANNED).update(second_look=True)
    return move_on(day, DistributionState.FROZEN, "frozen", by)


@transaction.atomic
def unfreeze(*, distribution_id: int, by: int) -> Distribution:
    """Back to planning, as long as nothing is packed and no code was given."""
    day = held_in(distribution_id, DistributionState.FROZEN)
    if day.baskets.filter(state=BasketState.PACKED).exists():
        raise WrongState(_("Some bags are packed already: the content does not change any more."))
    if PickupCode.objects.filter(distribution=day, revoked_at__isnull=True).exists():
        raise WrongState(_("Codes were given already: the content does not change any more."))
    day.baskets.update(set_aside=False, second_look=False, dealt_to=None, dealt_at=None)
    day.state, day.frozen_at, day.frozen_by = DistributionState.PLANNED, None, None
    day.save(update_fields=["state", "frozen_at", "frozen_by"])
    _record(by, "unfreeze", day)
    return day


@transaction.atomic
def open_distribution(*, distribution_id: int, by: int) -> Distribution:
    """The desk opens: codes are taken. Not before the day."""
    day = held_in(distribution_id, DistributionState.FROZEN)
    if clock.today() < day.date:
        raise WrongState(_("The desk opens on the day of the distribution."))
    return move_on(day, DistributionState.OPEN, "opened", by)


@transaction.atomic
def cancel(*, distribution_id: int, by: int) -> Distribution:
    """No distribution that day: every basket is cancelled, its content goes back to the shelf, its code dies."""
    day = held_in(distribution_id, DistributionState.PLANNED, DistributionState.FROZEN)
    for basket_id in day.baskets.filter(state__in=Basket.WAITING).order_by("number").values_list("pk", flat=True):
        cancel_basket(basket_id=basket_id, by=by)
    codes.revoke_codes(distribution_id=day.pk, by=by)
    offline_desk.die(day.pk)
    retention.let_needs_go(day)
    return move_on(day, DistributionState.CANCELLED, "cancelled", by)


@transaction.atomic
def miss_basket(*, basket_id: int, by: int) -> Basket:
    """Nobody came for it. Its content stays in the bag until the distribution closes."""
    basket = Basket.objects.select_for_update(of=("self",)).select_related("distribution").get(pk=basket_id)
    if basket.state not in Basket.WAITING or basket.distribution.state != DistributionState.OPEN:
        raise WrongState(_("Basket %(number)s is not waiting any more.") % {"number": f"{basket.number:02}"})
    basket.state, basket.missed_at, basket.missed_by = BasketState.MISSED, clock.now(), by
    basket.save(update_fields=["state", "missed_at", "missed_by"])
    journal.record(by=by, action="pantry.basket.miss", object_type="pantry.basket", object_id=basket.pk)
    return basket


@transaction.atomic
def unmiss_basket(*, basket_id: int, by: int) -> Basket:
    """They came after all, before the distribution closed."""
    basket = Basket.objects.select_for_update(of=("self",)).select_related("distribution").get(pk=basket_id)
    if basket.state != BasketState.MISSED or basket.distribution.state != DistributionState.OPEN:
        raise WrongState(_("Basket %(number)s can't be changed any more.") % {"number": f"{basket.number:02}"})
    basket.state = BasketState.PACKED if basket.packed_at else BasketState.PLANNED
    basket.missed_at = basket.missed_by = None
    basket.save(update_fields=["state", "missed_at", "missed_by"])
    journal.record(by=by, action="pantry.basket.unmiss", object_type="pantry.basket", object_id=basket.pk)
    return basket


def held_in(distribution_id: int, *states: DistributionState) -> Distribution:
    """The distribution, held, in one of these states; else a refusal that says where it is."""
    day = Distribution.objects.select_for_update(of=("self",)).get(pk=distribution_id)
    if day.state not in states:
        raise WrongState(
            _("This week is %(state)s: that is not possible any more.") % {"state": DistributionState(day.state).label}
        )
    return day


def move_on(day: Distribution, state: DistributionState, event: str, by: int) -> Distribution:
    """Along the table of transitions, dated and journalled."""
    if state not in Distribution.TRANSITIONS[DistributionState(day.state)]:
        raise WrongState(_("That is not possible in this state."))
    day.state = state
    setattr(day, f"{event}_at", clock.now())
    setattr(day, f"{event}_by", by)
    day.save(update_fields=["state", f"{event}_at", f"{event}_by"])
    _record(by, event, day)
    return day


def _record(by: int, verb: str, day: Distribution) -> None:
    journal.record(
        by=by,
        action=f"pantry.distribution.{verb}",
        object_type="pantry.distribution",
        object_id=day.pk,
        state=day.state,
    )
