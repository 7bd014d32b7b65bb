"""What a small number of people can tell: intervals for a share, for a difference of two shares, and for a median.

Wilson's score interval for one share (Wilson 1927; Brown, Cai, DasGupta 2001), Newcombe's hybrid score interval for the
difference of two (Newcombe 1998, method 10), the percentile bootstrap for a median, with chance that is the same each time.
Nothing here knows about people.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean, median, variance

Z = 1.959964
"""Two-sided, 95 %."""
RESAMPLES = 2000
SEED = 63
NOTHING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """The interval leaves zero out."""
        return self.low > 0 or self.high < 0


def wilson(count: int, total: int) -> Estimate:
    """The share of `count` in `total`; `total` is not zero."""
    share = count / total
    spread = 1 + Z**2 / total
    centre = (share + Z**2 / (2 * total)) / spread
    half = Z * sqrt(share * (1 - share) / total + Z**2 / (4 * total**2)) / spread
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half))


def newcombe(first: Estimate, second: Estimate) -> Estimate:
    """The first share less the second, from their Wilson intervals. The two groups are taken as independent."""
    difference = first.value - second.value
    down = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    up = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Estimate(difference, difference - down, difference + up)


def standardised_difference(first: Sequence[float], second: Sequence[float]) -> float:
    """How far the means lie apart, in pooled standard deviations; no sign. Infinite when only the means differ."""
    if not first or not second:
        return inf
    apart = abs(fmean(first) - fmean(second))
    pooled = sqrt((_variance(first) + _variance(second)) / 2)
    if pooled < NOTHING:
        return 0.0 if apart < NOTHING else inf
    return apart / pooled


def median_of(values: Sequence[float]) -> Estimate:
    """The median with its percentile bootstrap interval. The order of the values does not matter."""
    return _bootstrap(sorted(values), median)


def _bootstrap(values: Sequence[float], statistic: Callable[[Sequence[float]], float]) -> Estimate:
    chance = random.Random(SEED)  # noqa: S311  # nosec B311 # draws samples, hides nothing
    drawn = sorted(statistic(chance.choices(values, k=len(values))) for _each in range(RESAMPLES))
    tail = RESAMPLES // 40
    return Estimate(statistic(values), drawn[tail], drawn[-1 - tail])


def _variance(values: Sequence[float]) -> float:
    return variance(values) if len(values) > 1 else 0.0
