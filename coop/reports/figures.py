"""The true figures of a period, put together from each app's own `reports.py`. Nothing here is printed: `published.py` is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Figures:
    """Counts of one period. Weights are grams, times are minutes; what a figure means is in `definitions.py`.

    `year_to_date` are people of the school year up to the end of this month: kept, and never printed beside months.
    `undone_g` (by kind of movement) and `late` (by figure) correct months that were closed before: see `corrections.py`.
    """

    # people
    helped: int = 0
    new: int = 0
    requests: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    wait_days: int | None = None
    waited: int = 0
    aid_days: int | None = None
    waited_aid: int = 0
    # baskets
    distributions: int = 0
    planned: int = 0
    handed: int = 0
    missed: int = 0
    cancelled: int = 0
    collectors: int = 0
    # goods
    received_g: int = 0
    handed_g: int = 0
    lost_g: int = 0
    assumed_g: int = 0
    losses_g: dict[str, int] = field(default_factory=dict)
    received_by_group: dict[str, int] = field(default_factory=dict)
    received_by_source: dict[str, int] = field(default_factory=dict)
    handed_by_group: dict[str, int] = field(default_factory=dict)
    stock_days: int | None = None
    donations: int = 0
    donors: int = 0
    readings_due: int = 0
    readings_done: int = 0
    # volunteers
    volunteers: int = 0
    shifts: int = 0
    validated_minutes: int = 0
    waiting_minutes: int = 0
    claims: int = 0
    # beside the month
    year_to_date: dict[str, int] = field(default_factory=dict)
    undone_g: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Figures:
        """Figures that a snapshot did not have yet keep their default; those it had and we dropped are left aside."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(first_day: date) -> date:
    return first_of_month(first_day.replace(day=28) + timedelta(days=4))


def previous_month(first_day: date) -> date:
    return first_of_month(first_day - timedelta(days=1))


def year_before(first_day: date) -> date:
    return first_day.replace(year=first_day.year - 1)


def months_of(year: int) -> list[date]:
    """The twelve months of the school year that begins in `year`, September first."""
    return [date(year + (month < 9), month, 1) for month in (*range(9, 13), *range(1, 9))]


def school_year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1
