"""What became of the two groups, in counts: nobody is left in what this answers, and little counts say nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from math import inf
from statistics import fmean
from typing import Any

from referrals import intervals
from referrals.cohorts import FEWEST, MOST, Cohort, Matched
from referrals.intervals import Estimate
from referrals.outcomes_pupils import GONE, STAYED, Known, Pupil

SMALLEST = 20
"""Fewer helped learners than this, and nothing is said."""
GOOD, USABLE = 0.1, 0.25
"""Standardised differences: below the first the groups are alike, above the second they cannot be compared."""
DAYS = {"d90": 90, "d180": 180}
MAIN = "d180"
TermEnd = Callable[[date], date]


@dataclass(frozen=True)
class Count:
    """How many stayed (in training, diploma), how many are gone (interrupted, left), and of how many nothing is known."""

    stayed: int = 0
    gone: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        return self.stayed + self.gone

    @property
    def share(self) -> Estimate:
        return intervals.wilson(self.stayed, self.known)


@dataclass(frozen=True)
class Pair:
    """The helped and those they are compared with."""

    helped: Count
    controls: Count

    @property
    def difference(self) -> Estimate:
        return intervals.newcombe(self.helped.share, self.controls.share)

    def is_enough(self, k: int) -> bool:
        """At least twenty helped, and no count that could point at somebody."""
        counts = (self.helped.stayed, self.helped.gone, self.controls.stayed, self.controls.gone)
        return self.helped.known >= SMALLEST and min(counts) >= k


@dataclass(frozen=True)
class Figures:
    """`absence` is the change in percentage points beyond that of the controls; None below twenty. `balance`: age, absence."""

    ratio: int
    without: int
    pairs: dict[str, Pair]
    sensitivity: dict[str, Pair]
    balance: dict[str, float]
    absence: Estimate | None = None
    absence_of: int = 0

    @property
    def main(self) -> Pair:
        return self.pairs[MAIN]

    def is_enough(self, k: int) -> bool:
        return all(pair.is_enough(k) for pair in self.pairs.values())

    @property
    def is_usable(self) -> bool:
        return max(self.balance.values(), default=inf) <= USABLE

    @property
    def is_balanced(self) -> bool:
        return max(self.balance.values(), default=inf) < GOOD

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Figures:
        return cls(
            ratio=kept["ratio"],
            without=kept["without"],
            pairs=_pairs(kept["pairs"]),
            sensitivity=_pairs(kept["sensitivity"]),
            balance=kept["balance"],
            absence=Estimate(**kept["absence"]) if kept["absence"] else None,
            absence_of=kept["absence_of"],
        )


@dataclass
class _Tally:
    """Counting one group at one moment."""

    counts: dict[str, int] = field(default_factory=lambda: {"stayed": 0, "gone": 0, "unknown": 0})

    def add(self, known: Known, *, with_carried: bool) -> None:
        if known.carried and not with_carried:
            self.counts["unknown"] += 1
        elif known.situation in STAYED:
            self.counts["stayed"] += 1
        elif known.situation in GONE:
            self.counts["gone"] += 1
        else:
            self.counts["unknown"] += 1


def measure(cohort: Cohort, *, term_end: TermEnd) -> Figures:
    """Everything that is said of a comparison, at 90 and 180 days after the first help and at the end of the term."""
    main = cohort.at(max(cohort.ratio, FEWEST))
    moments = _moments(term_end)
    changes = [change for each in main.matched if (change := _change(each)) is not None]
    return Figures(
        ratio=max(cohort.ratio, FEWEST),
        without=main.without,
        pairs={name: _pair(main, moment) for name, moment in moments.items()},
        sensitivity={
            "three": _pair(cohort.at(FEWEST), moments[MAIN]),
            "five": _pair(cohort.at(MOST), moments[MAIN]),
            "noted": _pair(main, moments[MAIN], with_carried=False),
        },
        balance={"age": _apart(main, Pupil.age_on), "absence": _apart(main, Pupil.absence_before)},
        absence=intervals.median_of(changes) if len(changes) >= SMALLEST else None,
        absence_of=len(changes),
    )


def _moments(term_end: TermEnd) -> dict[str, Callable[[date], date]]:
    after = {name: (lambda index, days=days: index + timedelta(days=days)) for name, days in DAYS.items()}
    return {**after, "term": term_end}


def _pair(cohort: Cohort, moment: Callable[[date], date], *, with_carried: bool = True) -> Pair:
    helped, controls = _Tally(), _Tally()
    for each in cohort.matched:
        day = moment(each.helped.index)
        helped.add(each.helped.pupil.situation_on(day), with_carried=with_carried)
        for pupil in each.controls:
            controls.add(pupil.situation_on(day), with_carried=with_carried)
    return Pair(Count(**helped.counts), Count(**controls.counts))


def _change(each: Matched) -> float | None:
    """How much more the absence of one helped learner changed than that of their controls, in percentage points."""
    own = _after_less_before(each.helped.pupil, each.helped.index)
    others = [_after_less_before(pupil, each.helped.index) for pupil in each.controls]
    known = [change for change in others if change is not None]
    return 100 * (own - fmean(known)) if own is not None and known else None


def _after_less_before(pupil: Pupil, index: date) -> float | None:
    before, after = pupil.absence_before(index), pupil.absence_after(index)
    return None if before is None or after is None else after - before


def _apart(cohort: Cohort, value: Callable[[Pupil, date], float | None]) -> float:
    """The standardised difference of a value on the day of the first help; zero when it is known of nobody."""
    helped = [(each.helped.pupil, each.helped.index) for each in cohort.matched]
    controls = [(pupil, each.helped.index) for each in cohort.matched for pupil in each.controls]
    first = [found for pupil, day in helped if (found := value(pupil, day)) is not None]
    second = [found for pupil, day in controls if (found := value(pupil, day)) is not None]
    return intervals.standardised_difference(first, second) if first or second else 0.0


def _pairs(kept: dict[str, Any]) -> dict[str, Pair]:
    return {name: Pair(Count(**pair["helped"]), Count(**pair["controls"])) for name, pair in kept.items()}
