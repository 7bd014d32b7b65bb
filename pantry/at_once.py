"""A bag at once, outside any week: for a random number that nobody knows, packed and handed over with a code like every other.

It joins today's distribution when one is frozen or open; otherwise a distribution of its own is made, and ends with the day.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coop.audit import journal
from coop.school.models import Place
from coop.web import clock
from pantry import closing, codes, distributions, plans
from pantry.codes import IssuedCode
from pantry.errors import NoPlace
from pantry.models import Basket, Distribution, DistributionState

OPEN_FOR = timedelta(hours=6)


@dataclass(frozen=True)
class Given:
    """`beneficiary` is drawn for this one bag. The code is told once."""

    beneficiary: UUID
    basket_id: int
    number: int
    distribution_id: int
    date: date
    code: IssuedCode


@transaction.atomic
def give(*, persons: int, cooking: str, by: int) -> Given:
    """Fill one bag from what is free today and issue its code. Refuses when nothing is free, or bags have no place."""
    day = _today(by)
    beneficiary = uuid.uuid4()
    basket = plans.add_basket(distribution_id=day.pk, beneficiary=beneficiary, persons=persons, cooking=cooking, by=by)
    if day.state == DistributionState.PLANNED:
        distributions.freeze(distribution_id=day.pk, by=by)
        distributions.open_distribution(distribution_id=day.pk, by=by)
    code = codes.issue_code(basket_id=basket.pk, by=by)
    journal.record(by=by, action="pantry.basket.at_once", object_type="pantry.basket", object_id=basket.pk)
    return Given(beneficiary, basket.pk, basket.number, day.pk, day.date, code)


def end_days_over(*, by: int) -> int:
    """At night: bags at once that nobody came for go back to the shelf with their day; how many days ended."""
    over = Distribution.objects.filter(at_once=True, state=DistributionState.OPEN, date__lt=clock.today())
    numbers = list(over.order_by("id").values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            waiting = Basket.objects.filter(distribution_id=number, state__in=Basket.WAITING).order_by("number")
            for basket_id in list(waiting.values_list("pk", flat=True)):
                distributions.miss_basket(basket_id=basket_id, by=by)
            closing.close(distribution_id=number, by=by)
    return len(numbers)


def _today(by: int) -> Distribution:
    """The day that the bag joins, whoever asks at the same moment."""
    place = _place()
    near = Distribution.objects.filter(date=clock.today(), state__in=[DistributionState.OPEN, DistributionState.FROZEN])
    there = near.order_by("at_once", "-state", "id").first()  # "open" sorts after "frozen"
    if there is not None:
        return there
    begins = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    day = distributions.make_distribution(
        date=clock.today(), starts_at=begins.time(), ends_at=_end_of(begins), place_id=place.pk, capacity=1, by=by
    )
    day.at_once = True
    day.save(update_fields=["at_once"])
    return day


def _end_of(begins: datetime) -> time:
    ends = begins + OPEN_FOR
    return ends.time() if ends.date() == begins.date() else time(23, 59, 59)


def _place() -> Place:
    """Where bags were given last, else the first place; held, so that two who give at once take turns."""
    last = Distribution.objects.order_by("-date", "-id").values_list("place_id", flat=True).first()
    places = Place.objects.select_for_update(of=("self",)).filter(closed=False)
    place = places.filter(pk=last or 0).first() or places.order_by("position", "id").first()
    if place is None:
        raise NoPlace
    return place
