"""The students who ran the pantry in 2020-21: invented names, real verbs, the clock set. They left when the year ended, and the
retention run emptied their accounts; hours and credits stay in the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from coop.accounts.roles import Role
from coop.setup import demo_people
from coop.setup.demo.timeline import Timeline, moment
from coop.web import clock
from volunteers import setup as volunteers
from volunteers import shifts
from volunteers.models import ShiftKind

NAMES = (
    *("Alix Ancien", "Bilal Ancien", "Chloé Ancien", "Driss Ancien", "Élise Ancien", "Farid Ancien"),
    *("Gaëlle Ancien", "Hugo Ancien", "Imane Ancien", "Joris Ancien", "Kenza Ancien", "Lucas Ancien"),
)
CODE, PROGRAMME = "bijouterie", "Bijouterie"
EACH = 4
"""Of them at each distribution, in turn."""


def tell(timeline: Timeline, days: Sequence[date], *, year: int, coordinator: int, lead: int) -> None:
    """A shift of four hours at each distribution, settled two days later; in the last week of June the credits."""
    people: list[int] = []
    timeline.at(moment(date(year, 9, 1), 10), lambda: people.extend(_enrol(year, coordinator, lead)))
    for number, day in enumerate(days):
        shift = partial(_shift, people, day, number, coordinator)
        timeline.at(moment(day + timedelta(days=2), 10), shift)
    claims = partial(volunteers.claim_and_decide, people=people, school_year=year, lead=lead, on=date(year + 1, 6, 28))
    timeline.at(moment(date(year + 1, 6, 28), 12), claims)


def _enrol(year: int, coordinator: int, lead: int) -> list[int]:
    since = clock.today()
    made = [
        demo_people.make_person(
            demo_people.DemoPerson(Role.VOLUNTEER, name, f"ancien{number}@demo.invalid"), since=since
        ).pk
        for number, name in enumerate(NAMES, start=1)
    ]
    programme = volunteers.programme(code=CODE, name=PROGRAMME, school_year=year, leads=[lead], by=coordinator)
    volunteers.enrol(people=made, programme=programme, school_year=year, by=coordinator)
    return made


def _shift(people: Sequence[int], day: date, number: int, coordinator: int) -> None:
    """Four people in turn sign up, come, leave and are validated; one in eleven does not come, one in seven comes late."""
    with clock.at(moment(day - timedelta(days=6), 9)):
        shift = shifts.plan_shift(
            kind=ShiftKind.DISTRIBUTION,
            title="Préparer et distribuer",
            place="Salle C4",
            starts_at=moment(day, 14),
            ends_at=moment(day, 18),
            minimum=2,
            maximum=EACH,
            needs_experienced=False,
            by=coordinator,
        )
    for place in range(EACH):
        turn = number * EACH + place
        volunteers.attend(shift, people[turn % len(people)], coordinator=coordinator, dice=turn)
