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
_Bands = tuple[int | None, int | None]


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
    others = _Others([pupil for pupil in pool if pupil.key not in own])
    waiting = [iter(_alike(each, others)) for each in people]
    used: set[str] = set()
    found: list[list[Pupil]] = [[] for _each in people]
    for _round in range(MOST):
        for place, candidates in enumerate(waiting):  # each goes on where it stopped: nobody becomes free again
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


@dataclass(frozen=True)
class _Seen:
    """A possible control as they were on a day."""

    pupil: Pupil
    absence: float
    age: float


class _Others:
    """Possible controls by day, stratum and bands; looked at once for each day and stratum that is asked about."""

    def __init__(self, pool: Iterable[Pupil]) -> None:
        self.of_stratum: dict[Stratum, list[Pupil]] = defaultdict(list)
        self.on: dict[tuple[date, Stratum], dict[_Bands, list[_Seen]]] = {}
        for pupil in pool:
            for stratum in {week.stratum for week in pupil.weeks.values()}:  # one who changed is a candidate of both
                self.of_stratum[stratum].append(pupil)

    def alike(self, day: date, stratum: Stratum, bands: _Bands) -> list[_Seen]:
        if (day, stratum) not in self.on:
            found: dict[_Bands, list[_Seen]] = defaultdict(list)
            for pupil in self.of_stratum.get(stratum, []):
                if pupil.stratum_on(day) == stratum and pupil.is_in_training(day):
                    age, absence = pupil.age_on(day), pupil.absence_before(day)
                    found[_bands(age, absence)].append(_Seen(pupil, absence or 0, age or 0))
            self.on[day, stratum] = found
        return self.on[day, stratum].get(bands, [])


def _alike(each: Helped, others: _Others) -> list[Pupil]:
    """The possible controls of one helped learner, the nearest in absence, then in age, first."""
    day, stratum = each.index, each.pupil.stratum_on(each.index)
    if stratum is None:
        return []
    age, absence = each.pupil.age_on(day), each.pupil.absence_before(day)
    near = others.alike(day, stratum, _bands(age, absence))

    def distance(other: _Seen) -> tuple[float, float, str]:
        return abs((absence or 0) - other.absence), abs((age or 0) - other.age), other.pupil.key

    return [other.pupil for other in sorted(near, key=distance)]


def _bands(age: float | None, absence: float | None) -> _Bands:
    return band(age, AGES), band(absence, ABSENCES)
