"""The end of what the pantry knows of a random number. The periods of `pantry/privacy.py` are enforced here, each night.

Needs leave a bag some weeks after its distribution, its content stays: a recall asks what was given, never why. The join of a
bag to the number ends when no recall of its goods is likely any more; date and state go on as a `PastPickup`, so that the file
and the figures stay true. An entitlement loses its needs the day after the help ended, and goes when that month is closed.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web import clock
from coop.web.retention import rule
from pantry.models import (
    Basket,
    BasketDecline,
    BasketExclusion,
    BasketLine,
    BasketShare,
    BasketState,
    CookingMeans,
    DeskTries,
    Distribution,
    DistributionSkip,
    Donor,
    Entitlement,
    EntitlementPause,
    PastPickup,
    Pledge,
)

AFTER_ITS_DATE = timedelta(days=30)
"""A recall may come as late as that after the date on the packet (our choice)."""
MONTH_CLOSED = timedelta(days=45)
"""By then the month in which the help ended is closed, and nothing counts the entitlement any more."""
FACTS = timedelta(days=5 * 366)
REACHED = timedelta(days=3 * 366)
"""CNIL: three years from the last contact, for appeals to give and for an objection to them."""
NOTHING: dict[str, object] = {
    "allergens": [],
    "diets": [],
    "dislikes": [],
    "cooking": CookingMeans.FULL,
    "children_under_3": 0,
}


def bags_with_needs() -> QuerySet[Basket]:
    """Bags of distributions long enough ago that still say what they could not hold."""
    return Basket.objects.filter(distribution__date__lt=_days_ago(settings.PANTRY_NEEDS_DAYS), persons__gt=0)


def bags_that_join() -> QuerySet[Basket]:
    """Bags whose goods no recall is likely to reach: old enough, and nothing in them keeps until later. At most a year."""
    keeps = BasketLine.objects.filter(basket=OuterRef("pk"), lot__limit_date__gte=clock.today() - AFTER_ITS_DATE)
    old = Basket.objects.filter(distribution__date__lt=_days_ago(settings.PANTRY_JOIN_DAYS), beneficiary__isnull=False)
    old = old.exclude(state__in=Basket.WAITING)
    return old.filter(~Exists(keeps) | Q(distribution__date__lt=_days_ago(settings.PANTRY_JOIN_MOST_DAYS)))


def help_with_needs() -> QuerySet[Entitlement]:
    """Help that ended and still says what for."""
    return Entitlement.objects.filter(ends__lt=clock.today()).exclude(**NOTHING, persons=1)


def help_over() -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(ends__lt=clock.today() - MONTH_CLOSED)


def old_facts() -> QuerySet[PastPickup]:
    return PastPickup.objects.filter(day__lt=clock.today() - FACTS)


@transaction.atomic
def empty_bags() -> int:
    """Needs, size and everything that would say them again leave the bags; content, weight and state stay."""
    bags = list(bags_with_needs().select_for_update(of=("self",)).values_list("pk", flat=True))
    _empty(Basket.objects.filter(pk__in=bags))
    old = Distribution.objects.filter(date__lt=_days_ago(settings.PANTRY_NEEDS_DAYS))
    old.exclude(proposals=[]).update(proposals=[])
    for rows in (DistributionSkip, DeskTries):
        rows.objects.filter(distribution__in=old).delete()
    return _journalled("needs", len(bags))


@transaction.atomic
def cut_joins() -> int:
    """The bag belongs to no number any more; that somebody collected or missed one on that day stays with the number."""
    bags = list(bags_that_join().select_related("distribution").select_for_update(of=("self",)))
    settled = (BasketState.COLLECTED, BasketState.MISSED)
    PastPickup.objects.bulk_create(
        PastPickup(beneficiary=bag.beneficiary, day=bag.distribution.date, state=bag.state)
        for bag in bags
        if bag.beneficiary and bag.state in settled
    )
    Basket.objects.filter(pk__in=[bag.pk for bag in bags]).update(beneficiary=None)
    return _journalled("join", len(bags))


@transaction.atomic
def end_help() -> int:
    """What was needed goes with the help, the entitlement when its month is closed; pauses that are over go too."""
    emptied = help_with_needs().update(**NOTHING, persons=1)
    gone, _by_model = help_over().delete()
    EntitlementPause.objects.filter(ends__lt=clock.today() - MONTH_CLOSED).delete()
    return _journalled("help", emptied + gone)


@transaction.atomic
def drop_facts() -> int:
    gone, _by_model = old_facts().delete()
    return _journalled("facts", gone)


@transaction.atomic
def forget(*, beneficiary: UUID, by: int) -> None:
    """The file behind this number is erased: needs leave every bag at once, entitlements and pauses go. Days and states stay,
    under a number that now stands for nobody."""
    _empty(Basket.objects.filter(beneficiary=beneficiary).exclude(state__in=Basket.WAITING))
    for rows in (Entitlement, EntitlementPause, DistributionSkip):
        rows.objects.filter(beneficiary=beneficiary).delete()
    journal.record(by=by, action="pantry.retention.forget", object_type="pantry.entitlement", object_id="")


def _empty(bags: QuerySet[Basket]) -> None:
    """A target says how many persons as plainly as the number of persons: it becomes what was given."""
    shares = BasketShare.objects.filter(basket__in=bags)
    shares.update(target_g=F("given_g"), missing_g=0, because="")
    BasketLine.objects.filter(basket__in=bags).update(instead_of="", because="")
    for rows in (BasketExclusion, BasketDecline):
        rows.objects.filter(basket__in=bags).delete()
    bags.update(**NOTHING, persons=0)


def donors_reached() -> QuerySet:
    """Ways to reach donors three years after the last gift, and a person's name after five."""
    since = Coalesce(Max("donations__received_on"), TruncDate("created_at"))
    rows = Donor.objects.annotate(last=since).alias(way=Concat(*Donor.REACHED_BY, output_field=TextField()))
    reached = Q(last__lt=_days_ago(REACHED.days)) & ~Q(way="")
    return rows.filter(reached | Q(last__lt=_days_ago(FACTS.days), kind=Donor.Kind.PERSON) & ~Q(name=""))


def objections() -> QuerySet[Donor]:
    return Donor.objects.filter(no_mail_since__lt=clock.now() - REACHED)


@transaction.atomic
def forget_donors() -> int:
    """Their gifts stay, as goods from a kind of donor. An objection ends after three years: nobody kept the address."""
    due = [row.pk for row in donors_reached()]
    named = [row.pk for row in donors_reached().filter(last__lt=_days_ago(FACTS.days))]
    rows = Donor.objects.filter(pk__in=due)
    number = rows.update(**dict.fromkeys(Donor.REACHED_BY, ""), hears_since=None, hears_noted_by=None)
    Donor.objects.filter(pk__in=named, kind=Donor.Kind.PERSON).update(name="", registration="")
    number += objections().update(no_mail_since=None)
    return _journalled("donors", number)


def old_pledges() -> QuerySet[Pledge]:
    return Pledge.objects.filter(day__lt=_days_ago(30))


@transaction.atomic
def drop_pledges() -> int:
    gone, _by_model = old_pledges().delete()
    return _journalled("pledges", gone)


def _days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def _journalled(what: str, number: int) -> int:
    if number:
        journal.record(
            by=journal.SYSTEM, action=f"pantry.retention.{what}", object_type="pantry.retention", object_id=number
        )
    return number


rule("pantry.needs", says=_("What old bags could not hold"), due=bags_with_needs, run=empty_bags)
rule("pantry.join", says=_("Which old bags went to the same person"), due=bags_that_join, run=cut_joins)
rule("pantry.help", says=_("Help that ended"), due=lambda: help_with_needs() | help_over(), run=end_help)
rule("pantry.facts", says=_("Days on which somebody collected, after five years"), due=old_facts, run=drop_facts)
rule(
    "pantry.donors",
    says=_("Ways to reach donors, three years after the last gift"),
    due=lambda: Donor.objects.filter(pk__in=donors_reached().values("pk")) | objections(),
    run=forget_donors,
)
rule("pantry.pledges", says=_("What somebody promised to bring, 30 days later"), due=old_pledges, run=drop_pledges)
