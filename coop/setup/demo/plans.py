"""Who is helped when: pure arithmetic, so that 64 learners and 207 baskets come out exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Stay:
    """One learner's help: baskets on these distribution days, of which some are missed."""

    learner: int
    days: tuple[date, ...]
    missed: frozenset[date] = field(default_factory=frozenset)

    @property
    def collected(self) -> int:
        return len(self.days) - len(self.missed)


BASKETS_OF_2020 = {1: 6, 2: 12, 3: 21, 4: 15, 5: 6, 6: 4}
"""Baskets collected → how many learners: 64 learners, 207 baskets."""

THURSDAYS = {
    "2020-10": (1, 8, 15),
    "2020-11": (5, 12, 19, 26),
    "2020-12": (3, 10, 17),
    "2021-01": (7, 14, 21, 28),
    "2021-02": (4, 25),
    "2021-03": (4, 11, 18, 25),
    "2021-04": (1, 8, 29),
    "2021-05": (6, 20, 27),
    "2021-06": (3, 10, 17, 24),
}
DAYS_OF_2020 = tuple(date.fromisoformat(f"{month}-{day:02d}") for month, days in THURSDAYS.items() for day in days)
"""Thursdays of 2020-21 outside the holidays of zone A."""

TERMS_OF_2020 = (
    ("Automne 2020", date(2020, 9, 1), date(2020, 10, 16)),
    ("Avant Noël 2020", date(2020, 11, 2), date(2020, 12, 18)),
    ("Hiver 2021", date(2021, 1, 4), date(2021, 2, 5)),
    ("Avant Pâques 2021", date(2021, 2, 22), date(2021, 4, 9)),
    ("Printemps 2021", date(2021, 4, 26), date(2021, 7, 6)),
)
HOLIDAYS_OF_2020 = (
    ("Vacances d’automne", date(2020, 10, 17), date(2020, 11, 1)),
    ("Vacances de Noël", date(2020, 12, 19), date(2021, 1, 3)),
    ("Vacances d’hiver", date(2021, 2, 6), date(2021, 2, 21)),
    ("Vacances de printemps", date(2021, 4, 10), date(2021, 4, 25)),
)

MISSES_EVERY = 4
"""One learner in so many misses one basket more than they collect."""


def stays(collected: dict[int, int], days: tuple[date, ...], first_learner: int = 0) -> list[Stay]:
    """Spread the learners over the days: each has consecutive days, `collected` of them collected.

    `collected` maps a number of baskets to how many learners collect that many. Learners with few and with many baskets
    alternate, so that no month stands out.
    """
    numbers = sorted(count for count, learners in collected.items() for _ in range(learners))
    order = _alternate(numbers)
    made = []
    for place, count in enumerate(order):
        misses = 1 if place % MISSES_EVERY == 1 and count > 1 else 0
        length = count + misses
        room = len(days) - length
        start = round(place * room / max(len(order) - 1, 1))
        own = days[start : start + length]
        missed = frozenset(own[1:2]) if misses else frozenset()
        made.append(Stay(first_learner + place, own, missed))
    return made


def _alternate(numbers: list[int]) -> list[int]:
    """From both ends inwards: 1, 6, 1, 6, 2, 5 …"""
    low, high, taken = 0, len(numbers) - 1, []
    while low <= high:
        taken.append(numbers[low])
        if low < high:
            taken.append(numbers[high])
        low, high = low + 1, high - 1
    return taken
