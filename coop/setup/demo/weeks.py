"""One week of the pantry, from the delivery to the closed desk, as the people of the demo school do it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from coop.setup.demo import goods
from coop.setup.demo.timeline import Timeline, moment
from pantry import closing, desk, distributions
from pantry.models import Basket, Distribution
from referrals import setup as files

OPENS, CLOSES = time(16), time(18)


@dataclass
class Pantry:
    """What every week needs: who does it, where, with what; and whose basket is whose while the demo is made."""

    coordinator: int
    place_id: int
    products: goods.Catalogue
    case_of: dict[UUID, UUID] = field(default_factory=dict)
    weeks: int = 0


@dataclass(frozen=True)
class Week:
    """One distribution: how many are expected, and the learners (by file) who will not come. Bags are packed before, or in
    front of the person."""

    day: date
    expected: int
    misses: Callable[[], Collection[UUID]]
    is_packed: bool = False


def plan_week(timeline: Timeline, pantry: Pantry, week: Week) -> None:
    """Put the five moments of a week on the timeline; the end of the timeline leaves out those still to come."""
    monday = week.day - timedelta(days=week.day.weekday())
    pantry.weeks += 1
    number = pantry.weeks
    made: dict[str, Distribution] = {}
    by = pantry.coordinator

    def deliver() -> None:
        goods.throw_away(by=by)
        goods.deliver(pantry.products, baskets=week.expected, week=number, by=by)

    def propose() -> None:
        made["day"] = distribution_on(week.day, pantry)
        distributions.plan(distribution_id=made["day"].pk, by=by, seed=number)

    def freeze() -> None:
        distributions.freeze(distribution_id=made["day"].pk, by=by)
        files.after_freezing()

    timeline.at(moment(monday, 9), deliver)
    timeline.at(moment(week.day - timedelta(days=2), 10), propose)
    timeline.at(moment(week.day - timedelta(days=1), 14), freeze)
    if week.is_packed:
        timeline.at(moment(week.day, 13), lambda: pack(made["day"], by))
    timeline.at(moment(week.day, 16), lambda: distributions.open_distribution(distribution_id=made["day"].pk, by=by))
    timeline.at(moment(week.day, 17, 30), lambda: hand_out(made["day"], pantry, week.misses()))
    timeline.at(moment(week.day, 18, 30), lambda: close(made["day"], by))


def distribution_on(day: date, pantry: Pantry) -> Distribution:
    """The dated distribution of that day, from the pattern where there is one."""
    there = Distribution.objects.filter(date=day).first()
    return there or distributions.make_distribution(
        date=day, starts_at=OPENS, ends_at=CLOSES, place_id=pantry.place_id, capacity=40, by=pantry.coordinator
    )


def pack(day: Distribution, by: int) -> None:
    for basket_id in waiting(day).values_list("pk", flat=True):
        distributions.pack_basket(basket_id=basket_id, by=by)


def hand_out(day: Distribution, pantry: Pantry, misses: Collection[UUID]) -> None:
    """Each learner shows the code of their page; those who do not come are marked as missed."""
    baskets = list(waiting(day))
    codes = files.shown_at_the_desk(basket_ids=[basket.pk for basket in baskets])
    for basket in baskets:
        if pantry.case_of[basket.beneficiary] in misses:
            distributions.miss_basket(basket_id=basket.pk, by=pantry.coordinator)
        else:
            give(day, codes[basket.pk], pantry.coordinator)


def give(day: Distribution, code: str, by: int) -> None:
    claim = desk.look_up(distribution_id=day.pk, typed=code, user_id=by, all_baskets=True)
    desk.hand_over(token=claim.token, key=uuid.uuid4(), by=by)


def close(day: Distribution, by: int) -> None:
    closing.close(distribution_id=day.pk, by=by)
    files.after_closing()


def waiting(day: Distribution):
    return Basket.objects.filter(distribution=day, state__in=Basket.WAITING).order_by("number")
