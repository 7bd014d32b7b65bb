"""Facts about baskets for the confidential side, which alone knows whose they are. Read only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localdate

from coop.web import clock
from pantry.models import Basket, BasketLine, BasketState, Distribution, DistributionState
from pantry.plan_words import line_words


@dataclass(frozen=True)
class Pickup:
    """One basket of one distribution. `lines` are sentences ("2 × Tinned chickpeas") in the active language."""

    basket_id: int
    beneficiary: UUID
    distribution_id: int
    date: date
    starts_at: time
    ends_at: time
    place: str
    state: str
    number: int
    lines: tuple[str, ...]
    collected_at: datetime | None
    distribution_state: str


def pickups_of(beneficiaries: Collection[UUID], *, since: date = date.min, lines: bool = True) -> list[Pickup]:
    """Baskets of these numbers from a day on, latest first. Two queries, whatever the number; one without their content."""
    baskets = (
        Basket.objects.filter(beneficiary__in=list(beneficiaries), distribution__date__gte=since)
        .select_related("distribution__place")
        .order_by("-distribution__date", "-id")
    )
    if lines:
        content = BasketLine.objects.select_related("lot__product").order_by("group", "id")
        baskets = baskets.prefetch_related(Prefetch("lines", queryset=content))
    return [_pickup(basket, basket.lines.all() if lines else ()) for basket in baskets]


def collected_between(start: date, end: date) -> list[tuple[UUID, date]]:
    """Who collected on which day of the school, `start` and `end` included; one pair per basket."""
    rows = (
        Basket.objects.filter(state=BasketState.COLLECTED, distribution__date__range=(start, end))
        .order_by("distribution__date", "id")
        .values_list("beneficiary", "distribution__date")
    )
    return list(rows)


def missed_between(start: date, end: date) -> list[tuple[UUID, date]]:
    """Who missed on which day, both days included."""
    rows = (
        Basket.objects.filter(state=BasketState.MISSED, distribution__date__range=(start, end))
        .order_by("distribution__date", "id")
        .values_list("beneficiary", "distribution__date")
    )
    return list(rows)


def upcoming(days: int = 7) -> list[tuple[UUID, int, int]]:
    """(beneficiary, basket, distribution) of baskets still waiting in the next days, soonest first."""
    today = localdate(clock.now())
    rows = Basket.objects.filter(
        state__in=Basket.WAITING,
        distribution__date__gte=today,
        distribution__date__lt=date.fromordinal(today.toordinal() + days),
    )
    return list(rows.order_by("distribution__date", "id").values_list("beneficiary", "id", "distribution_id"))


def next_days(count: int) -> list[date]:
    """The days of the next distributions whose content may still change, soonest first."""
    planned = Distribution.objects.filter(state=DistributionState.PLANNED, date__gte=localdate(clock.now()))
    return list(planned.order_by("date").values_list("date", flat=True).distinct()[:count])


def beneficiaries_of(number: int, *, since: date) -> list[tuple[UUID, date]]:
    """Whose baskets bore this number, and on which day, latest first: numbers are drawn anew for each distribution."""
    rows = Basket.objects.filter(number=number, distribution__date__gte=since)
    return list(rows.order_by("-distribution__date", "-id").values_list("beneficiary", "distribution__date"))


def beneficiary_of(distribution_id: int, number: int) -> UUID | None:
    """Whose basket bears this number in this distribution."""
    row = Basket.objects.filter(distribution_id=distribution_id, number=number).order_by("-id")
    return row.values_list("beneficiary", flat=True).first()


def days_between(start: date, end: date) -> list[tuple[int, date]]:
    """(distribution, day) from a day to a day, both included, the latest first."""
    rows = Distribution.objects.filter(date__range=(start, end)).order_by("-date", "-id")
    return list(rows.values_list("id", "date"))


def _pickup(basket: Basket, lines: Iterable[BasketLine]) -> Pickup:
    day = basket.distribution
    return Pickup(
        basket_id=basket.pk,
        beneficiary=basket.beneficiary,
        distribution_id=day.pk,
        date=day.date,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        place=day.place.name,
        state=basket.state,
        number=basket.number,
        lines=tuple(line_words(line) for line in lines),
        collected_at=basket.collected_at,
        distribution_state=day.state,
    )
