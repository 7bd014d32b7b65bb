"""The end of what the pantry knows of a random number. The periods of `pantry/privacy.py` are enforced here, each night.

Needs leave a bag when its distribution closes (those of one that never closed, some weeks later), its content stays: a recall asks
what was given, never why. For four weeks a bag keeps in percent how well each group was served, so that shares stay fair without
saying how much was due. The join of a bag to the number ends when no recall of its goods is likely any more, after two weeks where
nobody collected it; date and state go on as a `PastPickup`, so that the file and the figures stay true. An entitlement loses its
needs the day after the help ended, and goes when that month is closed.
"""

from __future__ import annotations

from collections.abc import Collection
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
from pantry import retention_papers  # noqa: F401 - registers the rules of papers and lists
from pantry.models import (
    Basket,
    BasketDecline,
    BasketExclusion,
    BasketLine,
    BasketShare,
    BasketState,
    CookingMeans,
    DeskDevice,
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
WORDS_LEFT = timedelta(days=15)
"""For so long somebody may leave a word about a bag, and it still finds its file."""
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
"""Of a bag and of an entitlement alike."""


def bags_with_needs() -> QuerySet[Basket]:
    """Bags of distributions long enough ago that still say what they could not hold, or how well they were served."""
    old = Basket.objects.filter(distribution__date__lt=_days_ago(settings.PANTRY_NEEDS_DAYS))
    fair = BasketShare.objects.filter(basket=OuterRef("pk"), served__isnull=False)
    return old.filter(Q(persons__gt=0) | Exists(fair))


def bags_that_join() -> QuerySet[Basket]:
    """Bags whose goods no recall is likely to reach: old enough, and nothing in them keeps until later; at most a year. Those that
    nobody collected go as soon as no word about them is left any more."""
    keeps = BasketLine.objects.filter(basket=OuterRef("pk"), lot__limit_date__gte=clock.today() - AFTER_ITS_DATE)
    old = Q(distribution__date__lt=_days_ago(settings.PANTRY_JOIN_DAYS)) & ~Exists(keeps)
    oldest = Q(distribution__date__lt=_days_ago(settings.PANTRY_JOIN_MOST_DAYS))
    uncollected = Q(
        state__in=[BasketState.MISSED, BasketState.CANCELLED], distribution__date__lt=clock.today() - WORDS_LEFT
    )
    joined = Basket.objects.filter(old | oldest | uncollected, beneficiary__isnull=False)
    return joined.exclude(state__in=Basket.WAITING)


def help_with_needs() -> QuerySet[Entitlement]:
    """Help that ended and still says what for."""
    return Entitlement.objects.filter(ends__lt=clock.today()).exclude(**NOTHING, persons=1)


def help_over() -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(ends__lt=clock.today() - MONTH_CLOSED)


def old_facts() -> QuerySet[PastPickup]:
    return PastPickup.objects.filter(day__lt=clock.today() - FACTS)


def let_needs_go(day: Distribution) -> None:
    """At closing: needs, size and everything that would say them again leave the bags; content, weight and state stay."""
    BasketShare.objects.filter(basket__distribution=day, target_g__gt=0).update(
        served=F("given_g") * 100 / F("target_g")
    )
    _empty(day.baskets.all())
    _forget_plans(Distribution.objects.filter(pk=day.pk))
    day.supply, day.proposals = {}, []


@transaction.atomic
def empty_bags() -> int:
    """What closing takes, for days that never closed; and how well the others were served, now that nobody asks any more."""
    bags = list(bags_with_needs().select_for_update(of=("self",)).values_list("pk", flat=True))
    _empty(Basket.objects.filter(pk__in=bags))
    BasketShare.objects.filter(basket__in=bags).update(served=None)
    old = Distribution.objects.filter(date__lt=_days_ago(settings.PANTRY_NEEDS_DAYS))
    _forget_plans(old)
    DeskDevice.objects.filter(distribution__in=old).delete()
    return _journalled("needs", len(bags))


def _forget_plans(days: QuerySet[Distribution]) -> None:
    """What was short and asked for, who did not want a bag, and who guessed at the desk."""
    days.exclude(proposals=[], supply={}).update(proposals=[], supply={})
    for rows in (DistributionSkip, DeskTries):
        rows.objects.filter(distribution__in=days).delete()


@transaction.atomic
def cut_joins() -> int:
    """The bag belongs to no number any more; that somebody collected or missed one on that day stays with the number."""
    return _journalled("join", _cut(bags_that_join()))


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
def forget(*, beneficiary: UUID, at_once: Collection[UUID] = (), by: int) -> None:
    """The file behind this number is erased: needs leave every bag at once, entitlements and pauses go. Days and states stay,
    under a number that now stands for nobody; those of bags at once go on under the same one, so that a person counts once."""
    settled, others = Basket.objects.exclude(state__in=Basket.WAITING), set(at_once) - {beneficiary}
    bags = settled.filter(beneficiary__in={beneficiary, *others})
    _empty(bags)
    BasketShare.objects.filter(basket__in=bags).update(served=None)
    _cut(settled.filter(beneficiary__in=others), number=beneficiary)
    PastPickup.objects.filter(beneficiary__in=others).update(beneficiary=beneficiary)
    for rows in (Entitlement, EntitlementPause, DistributionSkip):
        rows.objects.filter(beneficiary=beneficiary).delete()
    journal.record(by=by, action="pantry.retention.forget", object_type="pantry.entitlement", object_id="")


def _cut(bags: QuerySet[Basket], number: UUID | None = None) -> int:
    """No join stays; what was collected or missed is kept for the bag's own number, or for this one."""
    cut = list(bags.select_related("distribution").select_for_update(of=("self",)))
    settled = (BasketState.COLLECTED, BasketState.MISSED)
    PastPickup.objects.bulk_create(
        PastPickup(beneficiary=number or bag.beneficiary, day=bag.distribution.date, state=bag.state)
        for bag in cut
        if bag.beneficiary and bag.state in settled
    )
    Basket.objects.filter(pk__in=[bag.pk for bag in cut]).update(beneficiary=None)
    return len(cut)


def _empty(bags: QuerySet[Basket]) -> None:
    """A target says how many persons as plainly as the number of persons: it becomes what was given."""
    shares = BasketShare.objects.filter(basket__in=bags)
    shares.update(target_g=F("given_g"), missing_g=0, because="")
    BasketLine.objects.filter(basket__in=bags).update(instead_of="", because="")
    for rows in (BasketExclusion, BasketDecline):
        rows.objects.filter(basket__in=bags).delete()
    bags.update(**NOTHING, persons=0, second_look=False, arrives_at=None)


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
