"""What donors gave, as their pages and papers say it: day, kinds of goods, kilograms. Read only."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from coop.web import clock
from pantry.models import Category, Donation, Donor, DonorAgreement, Movement

PAGE = 25
RECEIVED = Q(lots__movements__kind=Movement.Kind.RECEIVED)


@dataclass(frozen=True)
class Gift:
    """One visit: what was taken in, less what was undone. `grams` is all of it, `kinds` names of categories."""

    donation: int
    on: dt.date
    grams: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Donors, and the number after which the next page begins."""

    rows: Sequence[Donor]
    after: int | None


def donors_page(*, q: str, kind: str, after: int | None) -> Page:
    """By name, 25 at a time, each with its number of gifts, the last one, and whether an agreement runs. Two queries."""
    today = clock.today()
    runs = DonorAgreement.objects.filter(donor=OuterRef("pk"), starts__lte=today).filter(
        Q(ends=None) | Q(ends__gte=today)
    )
    rows = Donor.objects.known()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(Q(name__icontains=q) | Q(contact__icontains=q)) if q else rows
    last = Donor.objects.filter(pk=after).values("name", "pk").first() if after else None
    if last:
        rows = rows.filter(Q(name__gt=last["name"]) | Q(name=last["name"], pk__gt=last["pk"]))
    counted = rows.annotate(
        gifts=Count("donations", distinct=True), last_gift=Max("donations__received_on"), agreed=Exists(runs)
    )
    found = list(counted.order_by("name", "id")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def given_by(donor_id: int, *, start: dt.date | None = None, end: dt.date | None = None, most: int = 50) -> list[Gift]:
    """What a donor gave, the last first, between two days where they are named. Two queries."""
    rows = Donation.objects.filter(donor_id=donor_id)
    rows = rows.filter(received_on__gte=start) if start else rows
    rows = rows.filter(received_on__lte=end) if end else rows
    return _gifts(rows, most)


def gifts_page(*, drive_id: int | None, after: int | None) -> tuple[Sequence[Donation], int | None]:
    """Visits with their donor and `grams`, the last first, 25 at a time; of one drive, all that a page holds. One query."""
    rows = Donation.objects.select_related("donor", "drive").order_by("-pk")
    rows = rows.filter(drive_id=drive_id) if drive_id else rows
    rows = rows.filter(pk__lt=after) if after else rows
    grams = Sum(F("lots__movements__quantity") * F("lots__grams_each"), filter=RECEIVED, default=0)
    most = 200 if drive_id else PAGE
    found = list(rows.annotate(grams=grams)[: most + 1])
    return found[:most], found[most - 1].pk if len(found) > most else None


@dataclass(frozen=True)
class Year:
    number: int
    gifts: list[Gift]

    @property
    def grams(self) -> int:
        return sum(gift.grams for gift in self.gifts)


def by_year(rows: list[Gift]) -> list[Year]:
    """Calendar years, the last first."""
    numbers = sorted({gift.on.year for gift in rows}, reverse=True)
    return [Year(number, [gift for gift in rows if gift.on.year == number]) for number in numbers]


def of_donations(ids: Iterable[int]) -> list[Gift]:
    """These visits."""
    return _gifts(Donation.objects.filter(pk__in=list(ids)), 1000)


def _gifts(donations: QuerySet[Donation], most: int) -> list[Gift]:
    weighed = donations.annotate(
        grams=Sum(F("lots__movements__quantity") * F("lots__grams_each"), filter=RECEIVED, default=0)
    ).order_by("-received_on", "-pk")[:most]
    days = {row.pk: (row.received_on, row.grams) for row in weighed}
    kinds: dict[int, list[str]] = {}
    used = Category.objects.filter(products__lots__donation__in=list(days)).annotate(
        donation=F("products__lots__donation")
    )
    for category in used.distinct().order_by("position", "code"):
        kinds.setdefault(category.donation, []).append(category.name)
    return [Gift(pk, on, grams, tuple(kinds.get(pk, ()))) for pk, (on, grams) in days.items() if grams > 0]
