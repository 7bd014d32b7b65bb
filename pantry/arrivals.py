"""When a bag is collected best: ten minutes each, so that nobody stands in a queue. The person it is for may take others.

The moment binds nobody: whoever comes earlier or later is served all the same, and the desk does not see it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coop.audit import journal
from coop.web import clock
from pantry import rules
from pantry.errors import ChoiceIsOver, MomentTaken
from pantry.models import Basket, Distribution, DistributionState

STEP = timedelta(minutes=10)
MOVABLE_IN = (DistributionState.PLANNED, DistributionState.FROZEN)


@dataclass(frozen=True)
class Moments:
    """The moments of one bag: its own, and those that have room."""

    date: date
    until: datetime
    now: time | None
    free: tuple[time, ...]


def closes_at(day: date, starts_at: time) -> datetime:
    """The cut-off of a distribution on that day."""
    start = timezone.make_aware(datetime.combine(day, starts_at))
    return start - timedelta(hours=rules.value("choice_closes_hours"))


def moments(day: Distribution) -> list[time]:
    """Each ten minutes of the day; one at least."""
    first, last = datetime.combine(day.date, day.starts_at), datetime.combine(day.date, day.ends_at)
    return [(first + STEP * number).time() for number in range(max(1, (last - first) // STEP))]


def room(day: Distribution) -> int:
    """Bags a moment, so that the day's capacity is shared out."""
    return -(-day.capacity // len(moments(day)))


def spread(day: Distribution) -> None:
    """Bags without a moment get one of those taken least: numbers are drawn, so the order says nothing."""
    taken = Counter(dict.fromkeys(moments(day), 0))
    without = []
    for basket in day.baskets.filter(state__in=Basket.WAITING).order_by("number"):
        if basket.arrives_at and basket.arrives_at in taken:
            taken[basket.arrives_at] += 1
        else:
            without.append(basket)
    for basket in without:
        basket.arrives_at = min(taken, key=lambda moment: (taken[moment], moment))
        taken[basket.arrives_at] += 1
    Basket.objects.bulk_update(without, ["arrives_at"])


def moments_of(beneficiary: UUID) -> Moments | None:
    """For the next bag of this number, until the cut-off. Three queries at most."""
    basket = _basket(beneficiary)
    if basket is None:
        return None
    day = basket.distribution
    return Moments(day.date, closes_at(day.date, day.starts_at), basket.arrives_at, tuple(_free(day)))


@transaction.atomic
def move(*, beneficiary: UUID, to: time) -> None:
    """Another moment. Of two who want the last place of one, the second is told."""
    found = _basket(beneficiary)
    if found is None:
        raise ChoiceIsOver
    day = Distribution.objects.select_for_update(of=("self",)).get(pk=found.distribution_id)
    basket = _basket(beneficiary)
    if basket is None or basket.pk != found.pk:
        raise ChoiceIsOver
    if basket.arrives_at == to:
        return
    if to not in _free(day):
        raise MomentTaken
    basket.arrives_at = to
    basket.save(update_fields=["arrives_at"])
    journal.record(by=journal.SYSTEM, action="pantry.basket.moment", object_type="pantry.basket", object_id=basket.pk)


def _free(day: Distribution) -> list[time]:
    rows = day.baskets.filter(state__in=Basket.WAITING, arrives_at__isnull=False)
    taken, most = Counter(rows.values_list("arrives_at", flat=True)), room(day)
    return [moment for moment in moments(day) if taken[moment] < most]


def _basket(beneficiary: UUID) -> Basket | None:
    rows = Basket.objects.select_related("distribution").filter(
        beneficiary=beneficiary,
        state__in=Basket.WAITING,
        distribution__state__in=MOVABLE_IN,
        distribution__at_once=False,
        distribution__date__gte=clock.today(),
    )
    soonest = rows.order_by("distribution__date", "id")[:3]
    return next((b for b in soonest if closes_at(b.distribution.date, b.distribution.starts_at) > clock.now()), None)
