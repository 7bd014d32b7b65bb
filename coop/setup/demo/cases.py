"""A learner's way to help, as in real life: asked or referred, received by the social worker, heard, granted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from coop.setup.demo.learners import Learner
from coop.setup.demo.plans import Stay
from coop.setup.demo.timeline import Timeline, moment
from coop.setup.demo.weeks import Pantry
from referrals import setup as files

WAITS = (9, 6, 8, 5, 7, 10, 6)
"""Days between the request and the first basket; the interview lies between."""


class Story:
    """One learner's help on the timeline; knows the file once it is open."""

    def __init__(self, learner: Learner, stay: Stay) -> None:
        self.learner, self.stay = learner, stay
        self.case_id: UUID | None = None
        self.request_id: UUID | None = None

    def tell(self, timeline: Timeline, pantry: Pantry, *, social_worker: int, referrer: int) -> None:
        wait = WAITS[self.learner.number % len(WAITS)]
        asked = weekday(self.stay.days[0] - timedelta(days=wait))
        heard = weekday(self.stay.days[0] - timedelta(days=max(wait - 4, 2)))
        timeline.at(moment(asked, 11, self.learner.number % 60), lambda: self._ask(referrer))
        timeline.at(moment(heard, 9, 15), lambda: self._be_heard(pantry, social_worker))

    def _ask(self, referrer: int) -> None:
        learner = self.learner
        self.request_id = files.request(
            who=self.identity(),
            urgency="week",
            referrer=referrer if learner.is_referred else None,
            referrer_name="Bruno Keller" if learner.is_referred else "",
        )

    def identity(self) -> files.Identity:
        return identity_of(self.learner)

    def _be_heard(self, pantry: Pantry, by: int) -> None:
        learner = self.learner
        assert self.request_id, "They asked before they are heard."
        self.case_id = files.take(request_id=self.request_id, by=by)
        files.interview(case_id=self.case_id, told=told(learner), by=by)
        beneficiary = files.basket(
            case_id=self.case_id,
            terms=files.Terms(persons=learner.persons, diets=learner.diets, cooking=learner.cooking),
            starts=self.stay.days[0],
            ends=self.stay.days[-1],
            by=by,
        )
        pantry.case_of[beneficiary] = self.case_id


def identity_of(learner: Learner) -> files.Identity:
    return files.Identity(
        name=learner.name, phone=learner.phone, birth_date=learner.birth_date, class_name=learner.class_name
    )


def told(learner: Learner) -> files.Told:
    """A short, plainly invented interview."""
    return files.Told(
        facts="Exemple fictif : les fins de mois sont courtes depuis la rentrée.",
        needs="Un panier par semaine, de quoi cuisiner simplement.",
        agreed="On fait le point dans quatre semaines.",
        difficulties=learner.difficulties,
    )


def misses_on(stories: Collection[Story], day: date) -> set[UUID]:
    """The files of those who do not come that day."""
    return {story.case_id for story in stories if day in story.stay.missed and story.case_id}


def weekday(day: date) -> date:
    """That day, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))
