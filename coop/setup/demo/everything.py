"""The whole demo, in the order of the days: the school, 2020-21, the year before, the running weeks, the team."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from coop.accounts.models import User
from coop.accounts.roles import Role
from coop.notifications import outbox
from coop.reports.figures import school_year_of
from coop.reports.models import YearSnapshot
from coop.reports.running import count_open_months
from coop.school.models import School
from coop.setup import demo_people
from coop.setup.demo import cold, givers, goods, now, recalled, school, team, year2020
from coop.setup.demo.pace import savepoints
from coop.setup.demo.plans import Stay
from coop.setup.demo.timeline import moment
from coop.setup.demo.weeks import Pantry
from coop.web import clock
from pantry import plans

SEED = 20260901
BEGINNING = date(2020, 8, 31)


@dataclass(frozen=True)
class Made:
    people: int
    learners_2020: int
    baskets_2020: int


def is_there() -> bool:
    """Whether the demo school was made here."""
    return User.objects.filter(email=demo_people.PEOPLE[0].email).exists()


def somebody_is_here() -> bool:
    """Whether another school lives in this copy."""
    return User.objects.exists() or School.objects.filter(set_up_at__isnull=False).exists()


@transaction.atomic
def make(*, documented: list[Stay] | None = None) -> Made:
    """Make everything, without one mail. `documented` shortens 2020-21 for tests."""
    with savepoints(False), outbox.muted(), repeatable_chance():
        today = clock.today()
        people = _people(today)
        pantry = _the_pantry(people["sonia.perrin@demo.invalid"].pk)
        who = {
            "social_worker": people["claire.vasseur@demo.invalid"].pk,
            "referrer": people["bruno.keller@demo.invalid"].pk,
        }
        lead = people["marc.oriol@demo.invalid"].pk
        year2020.tell(pantry, lead=lead, documented=documented, **who)
        school.make_running_terms(today)
        school.make_presence(social_worker=who["social_worker"])
        school.make_partners(by=who["social_worker"])
        helpers = _team(people)
        team.past(helpers, today=today)
        now.tell(pantry, today=today, **who)
        cold.watch(by=pantry.coordinator)
        recalled.tell(by=pantry.coordinator)
        team.present(helpers, today=today)
        goods.past_their_date(by=pantry.coordinator)
        givers.make(today=today, by=pantry.coordinator)
        now.in_training(trainee=people["lou.delmas@demo.invalid"].pk, supervisor=who["social_worker"])
        count_open_months()
    return _counted(people)


def _people(today: date) -> dict[str, User]:
    """Staff have been there since 2020, students since September."""
    september = date(school_year_of(today), 9, 1)
    return {
        person.email: demo_people.make_person(person, since=september if person.role == Role.VOLUNTEER else BEGINNING)
        for person in demo_people.PEOPLE + demo_people.MORE
    }


def _the_pantry(coordinator: int) -> Pantry:
    with clock.at(moment(BEGINNING, 9)):
        room = school.make_school()
        return Pantry(coordinator, room.pk, goods.stock_the_catalogue(by=coordinator))


def _team(people: dict[str, User]) -> team.Team:
    volunteers = ("noe.lambert", "jade.moulin", "tom.riviere", "inaya.costa")
    return team.Team(
        people=[people[f"{name}@demo.invalid"].pk for name in volunteers],
        coordinator=people["sonia.perrin@demo.invalid"].pk,
        lead=people["marc.oriol@demo.invalid"].pk,
    )


def _counted(people: dict[str, User]) -> Made:
    figures = YearSnapshot.objects.get(year=year2020.YEAR).figures
    return Made(len(people), figures["helped"], figures["handed"])


@contextmanager
def repeatable_chance() -> Iterator[None]:
    """Basket numbers are drawn by chance; here by a chance that comes out the same each time. Codes stay secret."""
    real, plans.chance = plans.chance, random.Random(SEED)  # noqa: S311  # nosec B311 # invents a demo
    try:
        yield
    finally:
        plans.chance = real
