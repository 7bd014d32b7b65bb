"""Who is compared with whom: for each helped learner three to five without a file here, alike on the day help began.

Exact on level, year and status; within the same band of age and of absence in the eight weeks before. Nobody is used twice.
The same input gives the same groups, in whatever order it came.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from referrals.outcomes_pupils import Pupil, Stratum

FEWEST, MOST = 3, 5
AGES = (16, 18, 21, 26)
ABSENCES = (0.02, 0.05, 0.1, 0.2, 0.35)
"""Where the bands are cut: years of age; shares of half-days missed."""


@dataclass(frozen=True)
class Helped:
    """A learner and the day of their first help: each is followed once."""

    pupil: Pupil
    index: date


@dataclass(frozen=True)
class Matched:
    """A helped learner with the controls found, the most alike first."""

    helped: Helped
    controls: tuple[Pupil, ...]


@dataclass(frozen=True)
class Cohort:
    """`without` had fewer than three controls and are left out of the comparison."""

    matched: tuple[Matched, ...]
    without: int

    @property
    def ratio(self) -> int:
        """How many controls everybody has: as many are used for each, so that each weighs the same."""
        return min((len(each.controls) for each in self.matched), default=0)

    def at(self, ratio: int) -> Cohort:
        """The same comparison with so many controls each; who has fewer is left out."""
        enough = [each for each in self.matched if len(each.controls) >= ratio]
        kept = tuple(Matched(each.helped, each.controls[:ratio]) for each in enough)
        return Cohort(kept, self.without + len(self.matched) - len(kept))


def draw(helped: Iterable[Helped], pool: Iterable[Pupil]) -> Cohort:
    """In rounds, one control for each at a time, so that early ones do not use up what the others need."""
    people = sorted(helped, key=lambda each: (each.index, each.pupil.key))
    own = {each.pupil.key for each in people}
    others = _by_stratum([pupil for pupil in pool if pupil.key not in own])
    waiting = [_alike(each, others) for each in people]
    used: set[str] = set()
    found: list[list[Pupil]] = [[] for _each in people]
    for _round in range(MOST):
        for place, candidates in enumerate(waiting):
            control = next((pupil for pupil in candidates if pupil.key not in used), None)
            if control is not None:
                used.add(control.key)
                found[place].append(control)
    matched = [
        Matched(each, tuple(controls)) for each, controls in zip(people, found, strict=True) if len(controls) >= FEWEST
    ]
    return Cohort(tuple(matched), len(people) - len(matched))


def band(value: float | None, cuts: tuple[float, ...]) -> int | None:
    """Which band; what is not known is a band of its own."""
    return None if value is None else bisect_right(cuts, value)


def _by_stratum(pool: list[Pupil]) -> dict[Stratum, list[Pupil]]:
    """Those who ever were in a stratum: a learner who changed is a candidate of both."""
    found: dict[Stratum, list[Pupil]] = defaultdict(list)
    for pupil in pool:
        for stratum in {week.stratum for week in pupil.weeks.values()}:
            found[stratum].append(pupil)
    return found


def _alike(each: Helped, others: dict[Stratum, list[Pupil]]) -> list[Pupil]:
    """The possible controls of one helped learner, the nearest in absence, then in age, first."""
    day, stratum = each.index, each.pupil.stratum_on(each.index)
    if stratum is None:
        return []
    bands = _bands(each.pupil, day)
    near = [
        pupil
        for pupil in others.get(stratum, [])
        if pupil.stratum_on(day) == stratum and _bands(pupil, day) == bands and pupil.is_in_training(day)
    ]
    return sorted(near, key=lambda pupil: (*_distance(each.pupil, pupil, day), pupil.key))


def _bands(pupil: Pupil, day: date) -> tuple[int | None, int | None]:
    return band(pupil.age_on(day), AGES), band(pupil.absence_before(day), ABSENCES)


def _distance(one: Pupil, other: Pupil, day: date) -> tuple[float, float]:
    return (
        abs((one.absence_before(day) or 0) - (other.absence_before(day) or 0)),
        abs((one.age_on(day) or 0) - (other.age_on(day) or 0)),
    )
