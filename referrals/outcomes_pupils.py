"""A learner as the school's exports know them, held in memory for as long as a file is read: stays, weeks, and what follows.

The definitions were fixed before looking (`VERSION`): an interruption is a stay that ended, or a week marked as interrupted,
without a return within six months; absence is half-days absent out of half-days due, in the eight weeks before and after the
week of the first help. Weeks in which nothing was due (holidays) weigh nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

VERSION = 1
RETURN = timedelta(days=183)
"""Back within six months: the stay goes on."""
WEEKS = 8
FRESH, STALE = timedelta(days=28), timedelta(days=70)
"""A situation noted longer ago than the first is carried forward, and counted apart; longer than the second (a summer is
shorter), and nothing is known: but whoever left has left."""
NEAR = (timedelta(weeks=8), timedelta(weeks=4))
"""How far before, or else after, a day the level and the year of training may have been noted."""

Stratum = tuple[str, str, str]


class Situation(models.TextChoices):
    IN_TRAINING = "in_training", _("in training")
    INTERRUPTED = "interrupted", _("interrupted")
    LEFT = "left", _("left")
    DIPLOMA = "diploma", _("diploma")
    UNKNOWN = "unknown", _("unknown")


STAYED = frozenset({Situation.IN_TRAINING, Situation.DIPLOMA})
GONE = frozenset({Situation.INTERRUPTED, Situation.LEFT})


@dataclass(frozen=True)
class Stay:
    """Enrolled from a day; `left` is the first day on which they were not. Of one that runs, the export knew until `seen`."""

    entered: date
    left: date | None = None
    how: Situation = Situation.LEFT
    seen: date | None = None


@dataclass(frozen=True)
class Week:
    """`stratum`: level, year, status (apprentice, school…), in lower case. `situation` is what was noted on its Monday."""

    monday: date
    stratum: Stratum
    due: int
    absent: int
    situation: Situation | None = None


@dataclass(frozen=True)
class Known:
    """A situation on a day; `carried` when it was last noted too long before."""

    situation: Situation
    carried: bool = False


@dataclass
class Pupil:
    """`key` tells learners of one import apart; `numbers` are those by which the school knows them."""

    key: str
    numbers: set[str] = field(default_factory=set)
    name: str = ""
    birth_date: date | None = None
    stays: list[Stay] = field(default_factory=list)
    weeks: dict[date, Week] = field(default_factory=dict)

    def stratum_on(self, day: date) -> Stratum | None:
        """Level, year and status, as noted nearest before the day, or soon after."""
        mondays = sorted(self.weeks)
        place = bisect_right(mondays, day)
        before, after = NEAR
        if place and day - mondays[place - 1] <= before:
            return self.weeks[mondays[place - 1]].stratum
        if place < len(mondays) and mondays[place] - day <= after:
            return self.weeks[mondays[place]].stratum
        return None

    def age_on(self, day: date) -> float | None:
        return (day - self.birth_date).days / 365.25 if self.birth_date else None

    def absence_before(self, day: date) -> float | None:
        """The share of half-days missed in the eight weeks before the week of this day."""
        return self._absence(monday_of(day) - timedelta(weeks=WEEKS))

    def absence_after(self, day: date) -> float | None:
        return self._absence(monday_of(day) + timedelta(weeks=1))

    def situation_on(self, day: date) -> Known:
        """In training, interrupted, left, diploma, or unknown."""
        noted, enrolled = self._noted_on(day), self._enrolled_on(day)
        if enrolled not in (Situation.IN_TRAINING, Situation.UNKNOWN):
            return Known(enrolled)
        if noted is not None and noted.situation in {*GONE, Situation.DIPLOMA}:
            return noted
        if enrolled == Situation.IN_TRAINING:
            return Known(enrolled)
        return noted or Known(Situation.UNKNOWN)

    def is_in_training(self, day: date) -> bool:
        return self.situation_on(day).situation == Situation.IN_TRAINING

    def _enrolled_on(self, day: date) -> Situation:
        """By the last stay begun by this day; one that somebody soon came back from is not over."""
        begun = [stay for stay in self.stays if stay.entered <= day]
        if not begun:
            return Situation.UNKNOWN
        last = max(begun, key=lambda stay: (stay.entered, stay.left or date.max))
        if last.left is None:
            return Situation.IN_TRAINING if last.seen is None or day <= last.seen else Situation.UNKNOWN
        is_back = any(last.left <= other.entered <= last.left + RETURN for other in self.stays)
        return Situation.IN_TRAINING if day < last.left or is_back else last.how

    def _noted_on(self, day: date) -> Known | None:
        noted = sorted(week.monday for week in self.weeks.values() if week.situation and week.monday <= day)
        if not noted:
            return None
        week = self.weeks[noted[-1]]
        situation, age = week.situation or Situation.UNKNOWN, day - week.monday
        if situation in GONE and self._is_back(self._gone_since(noted)):
            situation = Situation.IN_TRAINING
        if situation == Situation.IN_TRAINING and age > STALE:
            return None
        return Known(situation, carried=situation == Situation.IN_TRAINING and age > FRESH)

    def _gone_since(self, mondays: list[date]) -> date:
        """The first of the last unbroken weeks marked as gone."""
        since = mondays[-1]
        for monday in reversed(mondays):
            if self.weeks[monday].situation not in GONE:
                break
            since = monday
        return since

    def _is_back(self, since: date) -> bool:
        return any(
            week.situation == Situation.IN_TRAINING and since < week.monday <= since + RETURN
            for week in self.weeks.values()
        )

    def _absence(self, first: date) -> float | None:
        mondays = (first + timedelta(weeks=number) for number in range(WEEKS))
        found = [week for monday in mondays if (week := self.weeks.get(monday))]
        due = sum(week.due for week in found)
        return sum(week.absent for week in found) / due if due else None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_number(pupils: Iterable[Pupil]) -> dict[str, Pupil]:
    """Learners by each of their numbers; a number that two of them bear finds nobody."""
    found: dict[str, Pupil] = {}
    twice: set[str] = set()
    for pupil in pupils:
        for number in pupil.numbers:
            if found.setdefault(number, pupil) is not pupil:
                twice.add(number)
    return {number: pupil for number, pupil in found.items() if number not in twice}
