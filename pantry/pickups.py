"""Facts about baskets for the confidential side, which alone knows whose they are. Read only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localdate

from coop.web import clock
from pantry.models import Basket, BasketLine, BasketState, Distribution, DistributionState, PastPickup
from pantry.plan_words import line_words

NOON = time(12)


@dataclass(frozen=True)
class Pickup:
    """One basket of one distribution. `lines` are sentences ("2 × Tinned chickpeas") in the active language. Of one missed, or
    long past, (basket 0) only day and state are known."""

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
    arrives_at: time | None = None


def pickups_of(beneficiaries: Collection[UUID], *, since: date = date.min, lines: bool = True) -> list[Pickup]:
    """Baskets of these numbers from a day on, latest first; of those missed or long past day and state only. Three queries,
    whatever the number; one fewer without their content, and one when no day has passed."""
    baskets = (
        Basket.objects.filter(beneficiary__in=list(beneficiaries), distribution__date__gte=since)
        .select_related("distribution__place")
        .order_by("-distribution__date", "-id")
    )
    if lines:
        content = BasketLine.objects.select_related("lot__product").order_by("group", "id")
        baskets = baskets.prefetch_related(Prefetch("lines", queryset=content))
    found = [_pickup(basket, basket.lines.all() if lines else ()) for basket in baskets]
    if since < clock.today():
        past = PastPickup.objects.filter(beneficiary__in=list(beneficiaries), day__gte=since)
        found += [_past(row) for row in past.order_by("-day", "-id")]
        found.sort(key=lambda each: each.date, reverse=True)
    return found


def collected_between(start: date, end: date) -> list[tuple[UUID, date]]:
    """Who collected on which day of the school, `start` and `end` included; one pair per basket."""
    return _settled(BasketState.COLLECTED, start, end)


def missed_between(start: date, end: date) -> list[tuple[UUID, date]]:
    """Who missed on which day, both days included."""
    return _settled(BasketState.MISSED, start, end)


def _settled(state: str, start: date, end: date) -> list[tuple[UUID, date]]:
    """In the order of the days, from bags and from what stayed of bags long past; one query."""
    bags = Basket.objects.filter(state=state, beneficiary__isnull=False, distribution__date__range=(start, end))
    past = PastPickup.objects.filter(state=state, day__range=(start, end)).order_by()
    rows = bags.order_by().values_list("beneficiary", "distribution__date")
    found = rows.union(past.values_list("beneficiary", "day"), all=True)
    return sorted(((number, day) for number, day in found if number), key=lambda row: row[1])


def upcoming(days: int = 7) -> list[tuple[UUID, int, int]]:
    """(beneficiary, basket, distribution) of baskets still waiting in the next days, soonest first."""
    today = localdate(clock.now())
    rows = Basket.objects.filter(
        state__in=Basket.WAITING,
        distribution__date__gte=today,
        distribution__date__lt=date.fromordinal(today.toordinal() + days),
    )
    found = rows.order_by("distribution__date", "id").values_list("beneficiary", "id", "distribution_id")
    return [(whose, basket, day) for whose, basket, day in found if whose]


@dataclass(frozen=True)
class Coming:
    """A distribution whose content may still change."""

    distribution_id: int
    date: date
    starts_at: time
    ends_at: time
    place: str


def coming(count: int) -> list[Coming]:
    """The next distributions, soonest first; one query."""
    days = Distribution.objects.filter(state=DistributionState.PLANNED, date__gte=clock.today(), at_once=False)
    rows = days.order_by("date", "id").values_list("pk", "date", "starts_at", "ends_at", "place__name")[:count]
    return [Coming(*row) for row in rows]


def next_days(count: int) -> list[date]:
    """The days of the next distributions whose content may still change, soonest first."""
    planned = Distribution.objects.filter(state=DistributionState.PLANNED, date__gte=localdate(clock.now()))
    return list(planned.order_by("date").values_list("date", flat=True).distinct()[:count])


def beneficiaries_of(number: int, *, since: date) -> list[tuple[UUID, date]]:
    """Whose baskets bore this number, and on which day, latest first: numbers are drawn anew for each distribution."""
    rows = Basket.objects.filter(number=number, distribution__date__gte=since)
    found = rows.order_by("-distribution__date", "-id").values_list("beneficiary", "distribution__date")
    return [(whose, day) for whose, day in found if whose]


def beneficiary_of(distribution_id: int, number: int) -> UUID | None:
    """Whose basket bears this number in this distribution."""
    row = Basket.objects.filter(distribution_id=distribution_id, number=number).order_by("-id")
    return row.values_list("beneficiary", flat=True).first()


def days_between(start: date, end: date) -> list[tuple[int, date]]:
    """(distribution, day) from a day to a day, both included, the latest first."""
    rows = Distribution.objects.filter(date__range=(start, end)).order_by("-date", "-id")
    return list(rows.values_list("id", "date"))


def _past(row: PastPickup) -> Pickup:
    return Pickup(
        basket_id=0, beneficiary=row.beneficiary, distribution_id=0, date=row.day, starts_at=NOON, ends_at=NOON, place="",
        state=row.state, number=0, lines=(), collected_at=None, distribution_state=DistributionState.CLOSED,
    )  # fmt: skip


def _pickup(basket: Basket, lines: Iterable[BasketLine]) -> Pickup:
    day = basket.distribution
    assert basket.beneficiary, "It was found by its number."
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
        arrives_at=basket.arrives_at,
    )
