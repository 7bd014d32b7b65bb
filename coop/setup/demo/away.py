"""When the social worker is not there: a bag at once that waits to be settled, and a day away on which somebody had a time."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from coop.school import presence
from coop.setup.demo import cases
from coop.setup.demo.learners import learner
from coop.setup.demo.timeline import moment
from coop.setup.demo.weeks import Pantry, give
from coop.web import clock
from pantry.models import Distribution
from referrals import setup as files

LOOK_AHEAD = 28


def tell(pantry: Pantry, *, today: date, social_worker: int, known: list[UUID], number: int) -> None:
    """`known` are files with an appointment to come; `number` is a learner nobody knows yet."""
    _bag_at_once(pantry, today, social_worker, number)
    _day_away(today, social_worker, known)


def _bag_at_once(pantry: Pantry, today: date, social_worker: int, number: int) -> None:
    """On her last day away somebody could not wait. The bag left, and she has to settle it."""
    week = [today - timedelta(days=back) for back in range(1, 8)]
    there = {slot.starts_at.date() for slot in presence.slots(start=week[-1], end=week[0], user=social_worker)}
    away = next(day for day in week if day not in there and day.weekday() < 5)
    who = cases.identity_of(learner(number, year=today.year))
    with clock.at(moment(away, 11)):
        given = files.emergency_basket(who=who, by=pantry.coordinator)
        if given:
            day = Distribution.objects.get(pk=given.distribution_id)
            give(day, given.code.code, pantry.coordinator)
    files.end_days_over()


def _day_away(today: date, social_worker: int, known: list[UUID]) -> None:
    """The first presence day in a week's time is a training day for her; one person had a time then."""
    ahead = presence.slots(start=today + timedelta(days=7), end=today + timedelta(days=LOOK_AHEAD), user=social_worker)
    first = ahead[0]
    files.appointment(case_id=known[0], starts_at=first.starts_at, by=social_worker)
    day = first.starts_at.date()
    presence.be_away(user=social_worker, first=day, last=day, by=social_worker)
