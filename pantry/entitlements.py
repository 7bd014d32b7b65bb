"""Verbs on entitlements: what the confidential side asks of the pantry, with a random number and never a person."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web import clock
from pantry.errors import BadNeeds, EntitlementOverlaps, NoEntitlement, WrongState
from pantry.models import (
    Allergen,
    Basket,
    Category,
    CookingMeans,
    Diet,
    Distribution,
    DistributionSkip,
    DistributionState,
    Entitlement,
    EntitlementPause,
)
from pantry.plan_words import FOOD


@dataclass(frozen=True)
class Needs:
    """What a basket must and should respect, as functions. Codes of `Allergen`, `Diet`, `CookingMeans`; dislikes are
    category codes."""

    allergens: frozenset[str] = frozenset()
    diets: frozenset[str] = frozenset()
    cooking: str = CookingMeans.FULL
    dislikes: frozenset[str] = frozenset()


def open_entitlement(
    *,
    persons: int,
    children_under_3: int,
    needs: Needs,
    starts: date,
    ends: date,
    by: int,
    beneficiary: UUID | None = None,
) -> UUID:
    """One basket a distribution from `starts` to `ends`, both included. Answers the beneficiary number: a new random one,
    or the one given (so that help may be renewed). Refuses overlapping days for one number."""
    _refuse_impossible(persons, children_under_3, needs, starts, ends)
    number = beneficiary or uuid.uuid4()
    try:
        with transaction.atomic():
            entitlement = Entitlement.objects.create(
                beneficiary=number,
                persons=persons,
                children_under_3=children_under_3,
                allergens=sorted(needs.allergens),
                diets=sorted(needs.diets),
                cooking=needs.cooking,
                dislikes=sorted(needs.dislikes),
                starts=starts,
                ends=ends,
                opened_at=clock.now(),
                opened_by=by,
            )
            _record("open", entitlement.pk, by)
    except IntegrityError as error:
        if "entitlement_once_a_day" in str(error):
            raise EntitlementOverlaps from error
        raise
    return number


@transaction.atomic
def end_entitlement(*, beneficiary: UUID, on: date, by: int) -> None:
    """The last day is `on`; what was to begin later does not begin. Refuses when nothing runs or is to come."""
    rows = list(
        Entitlement.objects.filter(beneficiary=beneficiary, ends__gte=on)
        .order_by("starts")
        .select_for_update(of=("self",))
    )
    if not rows:
        raise NoEntitlement
    for row in rows:
        _end(row, on, by)


@transaction.atomic
def end_one(*, beneficiary: UUID, starts: date, on: date, by: int) -> None:
    """The entitlement that begins on `starts` has its last day on `on`, or does not begin; what follows it stays."""
    rows = Entitlement.objects.filter(beneficiary=beneficiary, starts=starts, ends__gte=on)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NoEntitlement
    _end(row, on, by)


def _end(row: Entitlement, on: date, by: int) -> None:
    number = row.pk
    if row.starts > on:
        row.delete()
    else:
        row.ends = on
        row.save(update_fields=["ends"])
    _record("end", number, by)


@transaction.atomic
def pause(*, beneficiary: UUID, starts: date, ends: date, by: int) -> None:
    """No basket between two days, both included. No reason asked; a pause inside another one changes nothing."""
    if ends < starts:
        raise BadNeeds(_("The last day comes before the first."))
    if not Entitlement.objects.filter(beneficiary=beneficiary, starts__lte=ends, ends__gte=starts).exists():
        raise NoEntitlement
    made = EntitlementPause.objects.create(
        beneficiary=beneficiary, starts=starts, ends=ends, paused_at=clock.now(), paused_by=by
    )
    _record("pause", made.pk, by)


@transaction.atomic
def resume(*, beneficiary: UUID, on: date, by: int) -> None:
    """Baskets again from `on`: pauses that reach it end the day before."""
    for made in EntitlementPause.objects.filter(beneficiary=beneficiary, ends__gte=on).order_by("starts"):
        if made.starts >= on:
            made.delete()
        else:
            made.ends = on - timedelta(days=1)
            made.save(update_fields=["ends"])
        _record("resume", made.pk or 0, by)


def wishes_of(beneficiary: UUID) -> frozenset[str]:
    """What this number would rather not have: category codes of what runs or is to come."""
    rows = Entitlement.objects.filter(beneficiary=beneficiary, ends__gte=clock.today())
    return frozenset(code for dislikes in rows.values_list("dislikes", flat=True) for code in dislikes)


@transaction.atomic
def wish(*, beneficiary: UUID, dislikes: frozenset[str], by: int) -> None:
    """From the next plan on, rather not these categories: a wish, kept where something else of the group is there.
    Refuses when nothing runs, and what is no food."""
    known = set(Category.objects.filter(code__in=dislikes, group__in=FOOD).values_list("code", flat=True))
    if known != set(dislikes):
        raise BadNeeds(_("A need is not one the pantry knows."))
    rows = Entitlement.objects.filter(beneficiary=beneficiary, ends__gte=clock.today())
    if not rows.update(dislikes=sorted(dislikes)):
        raise NoEntitlement
    for number in rows.values_list("pk", flat=True):
        _record("wish", number, by)


@transaction.atomic
def skip_distribution(*, beneficiary: UUID, distribution_id: int, by: int) -> None:
    """ "Not this week". A basket already planned is cancelled and its content goes back to the shelf. Saying it twice
    changes nothing; refuses once the distribution is closed or the basket collected."""
    from pantry import plans  # plans read entitlements; only this verb looks the other way

    distribution = Distribution.objects.select_for_update(of=("self",)).get(pk=distribution_id)
    if distribution.state in (DistributionState.CLOSED, DistributionState.CANCELLED):
        raise WrongState(_("This distribution is over."))
    _made, created = DistributionSkip.objects.get_or_create(
        distribution=distribution,
        beneficiary=beneficiary,
        defaults={"skipped_at": clock.now(), "skipped_by": by},
    )
    if not created:
        return
    for basket in Basket.objects.filter(distribution=distribution, beneficiary=beneficiary, state__in=Basket.WAITING):
        plans.cancel_basket(basket_id=basket.pk, by=by)
    journal.record(by=by, action="pantry.basket.skip", object_type="pantry.distribution", object_id=distribution_id)


def _refuse_impossible(persons: int, children: int, needs: Needs, starts: date, ends: date) -> None:
    if ends < starts:
        raise BadNeeds(_("The last day comes before the first."))
    if not 1 <= persons <= 20:
        raise BadNeeds(_("A basket is for 1 to 20 persons."))
    if not 0 <= children <= persons:
        raise BadNeeds(_("There are more small children than persons."))
    unknown = (needs.allergens - set(Allergen.values)) | (needs.diets - set(Diet.values))
    if unknown or needs.cooking not in CookingMeans.values:
        raise BadNeeds(_("A need is not one the pantry knows."))


def _record(verb: str, entitlement_id: int, by: int) -> None:
    journal.record(
        by=by, action=f"pantry.entitlement.{verb}", object_type="pantry.entitlement", object_id=entitlement_id
    )
