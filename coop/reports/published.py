"""Months and years as they may be printed: true figures go in, cells come out. Pages, charts, PDFs and exports read this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from coop.reports.disclosure import Cell, Gate, exact, nearest, withheld
from coop.reports.figures import Figures, school_year_of

PEOPLE = ("helped", "new", "requests", "volunteers", "claims")
ADDS_UP = ("new", "requests", "claims")
"""People who stand in one month only: the year is the sum of its months."""


@dataclass(frozen=True)
class Record:
    """One month's true figures and the thresholds they are printed with. `closed_at` is empty while the month is open."""

    first_day: date
    figures: Figures
    k: int
    closed_at: datetime | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class Month:
    """One month, printable. Weights are whole kilograms, hours are whole; none of them counts people. What was given out is
    rounded to 5 kg and left out, with all that follows from it, in a month in which hardly anybody came."""

    first_day: date
    closed_at: datetime | None
    as_of: datetime | None
    k: int
    cells: dict[str, Cell]
    kinds: dict[str, Cell]
    wait_days: int | None
    aid_days: int | None
    coverage: int | None
    received_kg: int
    handed_kg: int | None
    lost_kg: int
    lost_share: float | None
    assumed_share: int
    stock_days: int | None = None
    losses_kg: dict[str, int] = field(default_factory=dict)
    received_by_group: dict[str, int] = field(default_factory=dict)
    received_by_source: dict[str, int] = field(default_factory=dict)
    handed_by_group: dict[str, int] | None = None
    undone_kg: dict[str, int] = field(default_factory=dict)
    late: dict[str, Cell] = field(default_factory=dict)
    late_hours: int = 0
    hours: int = 0
    waiting_hours: int = 0
    donations: int = 0
    donors: int = 0
    readings_due: int = 0
    readings_done: int = 0
    had_distribution: bool = False

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def publish(records: Sequence[Record]) -> list[Month]:
    """Printable months. Each school year is read from its first record on, so that a month shows the same everywhere."""
    months: list[Month] = []
    ordered = sorted(records, key=lambda record: record.first_day)
    for _year, group in groupby(ordered, key=lambda record: school_year_of(record.first_day)):
        months += _publish_year(list(group))
    return months


def _publish_year(records: list[Record]) -> list[Month]:
    people = {code: _series(records, [getattr(record.figures, code) for record in records]) for code in PEOPLE}
    kinds = sorted({kind for record in records for kind in record.figures.by_kind})
    by_kind = {kind: _series(records, [record.figures.by_kind.get(kind, 0) for record in records]) for kind in kinds}
    return [
        _month(
            record,
            {code: cells[place] for code, cells in people.items()},
            {kind: cells[place] for kind, cells in by_kind.items()},
        )
        for place, record in enumerate(records)
    ]


def _series(records: list[Record], counts: list[int]) -> list[Cell]:
    """Each month through its own thresholds; earlier months are seen with the same ones."""
    return [Gate(record.k).series(counts[: place + 1])[-1] for place, record in enumerate(records)]


def _month(record: Record, people: dict[str, Cell], kinds: dict[str, Cell]) -> Month:
    gate, figures = Gate(record.k), record.figures
    baskets = _baskets(gate, figures)
    gone = figures.handed_g + figures.lost_g
    few = figures.planned > 0 and figures.collectors < record.k
    stock_days = None if few or figures.stock_days is None else nearest(figures.stock_days)
    return Month(
        first_day=record.first_day,
        closed_at=record.closed_at,
        as_of=record.as_of,
        k=record.k,
        cells={**people, **baskets},
        kinds=kinds,
        wait_days=gate.median(figures.wait_days, figures.waited),
        aid_days=gate.median(figures.aid_days, figures.waited_aid),
        coverage=gate.share(baskets["handed"], baskets["planned"]),
        received_kg=kilograms(figures.received_g),
        handed_kg=None if few else nearest(kilograms(figures.handed_g)),
        lost_kg=kilograms(figures.lost_g),
        lost_share=None if few else _share(figures.lost_g, gone),
        assumed_share=round(100 * figures.assumed_g / figures.received_g) if figures.received_g else 0,
        stock_days=stock_days,
        losses_kg=_kilograms(figures.losses_g),
        received_by_group=_kilograms(figures.received_by_group),
        received_by_source=_kilograms(figures.received_by_source),
        handed_by_group=None if few else {k: nearest(kg) for k, kg in _kilograms(figures.handed_by_group).items()},
        undone_kg={} if few else _kilograms(figures.undone_g),
        late={code: gate.count(abs(figures.late[code])) for code in ("handed", "missed") if code in figures.late},
        late_hours=round(figures.late.get("validated_minutes", 0) / 60),
        hours=round(figures.validated_minutes / 60),
        waiting_hours=round(figures.waiting_minutes / 60),
        donations=figures.donations,
        donors=figures.donors,
        readings_due=figures.readings_due,
        readings_done=figures.readings_done,
        had_distribution=figures.planned > 0,
    )


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _baskets(gate: Gate, figures: Figures) -> dict[str, Cell]:
    if not figures.planned:
        return dict.fromkeys(("handed", "missed", "planned"), exact(0, gate.k))
    handed = gate.baskets(figures.handed, figures.collectors)
    not_handed = figures.missed + figures.cancelled
    missed = gate.count(not_handed)
    planned = withheld(gate.k) if handed.is_hidden else gate.sum_of([handed, missed], [figures.handed, not_handed])
    return {"handed": handed, "missed": missed, "planned": planned}


@dataclass(frozen=True)
class Year:
    """One closed school year, printable: two exact totals, the rest rounded."""

    year: int
    closed_at: datetime
    k: int
    helped: Cell
    handed: Cell
    people: dict[str, Cell]
    kinds: dict[str, Cell]
    wait_days: int | None
    received_kg: int
    handed_kg: int
    lost_kg: int
    lost_share: float
    hours: int
    donations: int


def publish_year(year: int, closed_at: datetime, figures: Figures, k: int, months: Sequence[Record]) -> Year:
    """The totals of a closed year. Sums of months that are out already are checked against those."""
    gate, shown = Gate(k), publish(months)
    gone = figures.handed_g + figures.lost_g

    def parts(code: str) -> tuple[list[Cell], list[int]]:
        return [month.cells[code] for month in shown], [getattr(month.figures, code) for month in months]

    def total(code: str) -> Cell:
        """A sum of months; one that also counts what came late says nothing exact of them."""
        cells, counts = parts(code)
        whole = getattr(figures, code)
        return gate.sum_of(cells, counts) if sum(counts) == whole else gate.count(whole)

    return Year(
        year=year,
        closed_at=closed_at,
        k=k,
        helped=gate.year_total(figures.helped),
        handed=gate.year_of(*parts("handed")) if sum(parts("handed")[1]) == figures.handed else total("handed"),
        people={
            code: total(code) if code in ADDS_UP else gate.count(getattr(figures, code))
            for code in PEOPLE
            if code != "helped"
        },
        kinds={kind: gate.count(count) for kind, count in sorted(figures.by_kind.items())},
        wait_days=gate.median(figures.wait_days, figures.waited),
        received_kg=kilograms(figures.received_g),
        handed_kg=nearest(kilograms(figures.handed_g)),
        lost_kg=kilograms(figures.lost_g),
        lost_share=_share(figures.lost_g, gone),
        hours=round(figures.validated_minutes / 60),
        donations=figures.donations,
    )


def kilograms(grams: int) -> int:
    return (grams + 500) // 1000


def _kilograms(parts: dict[str, int]) -> dict[str, int]:
    return {name: kilograms(grams) for name, grams in parts.items() if kilograms(grams)}
