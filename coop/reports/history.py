"""Which months are known: closed ones from their snapshots, a running one counted now. One query for all snapshots of a
page, whatever the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coop.reports import outcomes, running
from coop.reports.figures import Figures, first_of_month, months_of, previous_month, school_year_of, year_before
from coop.reports.models import MonthSnapshot, YearSnapshot, school_year_label
from coop.reports.published import Month, Record, publish, publish_year
from coop.reports.year_pages import YearPage, year_page
from coop.school import years
from coop.school.models import School
from coop.school.settings import school
from coop.web import clock

INSIDE, OUTSIDE = "inside", "outside"


def months_up_to(first_day: date, audience: str) -> list[Month]:
    """Printable months for a page about this one: from the September before the same month a year ago. The month itself is
    the last; it is missing when it is neither closed nor running."""
    earliest = date(school_year_of(year_before(first_day)), 9, 1)
    records = [_closed(snapshot, audience) for snapshot in _snapshots(earliest, first_day)]
    is_closed = bool(records) and records[-1].first_day == first_day
    if not is_closed and first_day in _may_run():
        records.append(_running(first_day, audience))
    return publish(records)


def year_page_of(year: int, audience: str) -> YearPage:
    """The page of a known school year: its closed months, and its totals once it is closed."""
    months = months_of(year)
    records = [_closed(snapshot, audience) for snapshot in _snapshots(months[0], months[-1])]
    snapshot = YearSnapshot.objects.filter(year=year).first()
    totals = None
    if snapshot is not None:
        figures = Figures.from_json(snapshot.figures)
        totals = publish_year(year, snapshot.closed_at, figures, _k(snapshot, audience), records)
    k = _k(snapshot or school(), audience)
    compared = outcomes.published(k, within=(years.first_day(year), years.last_day(year)))
    return year_page(year, k, totals, publish(records), compared)


def closed_months(year: int, audience: str) -> list[Month]:
    """The closed months of a school year, printable."""
    months = months_of(year)
    return publish([_closed(snapshot, audience) for snapshot in _snapshots(months[0], months[-1])])


def known_years() -> list[int]:
    """School years with a closed month, oldest first."""
    days = MonthSnapshot.objects.dates("first_day", "month")
    return sorted({school_year_of(day) for day in days})


def is_known(first_day: date) -> bool:
    """A month has a report when it is closed or running."""
    return first_day in _may_run() or MonthSnapshot.objects.filter(first_day=first_day).exists()


@dataclass(frozen=True)
class Shelf:
    """One school year on the shelf of reports."""

    year: int
    label: str
    is_closed: bool
    months: tuple[date, ...]


def shelf() -> list[Shelf]:
    """Closed months by school year, the latest first."""
    closed = set(YearSnapshot.objects.values_list("year", flat=True))
    by_year: dict[int, list[date]] = {}
    for day in MonthSnapshot.objects.order_by("-first_day").values_list("first_day", flat=True):
        by_year.setdefault(school_year_of(day), []).append(day)
    return [Shelf(year, school_year_label(year), year in closed, tuple(days)) for year, days in by_year.items()]


def _may_run() -> tuple[date, date]:
    """The running month, and the one before until it is closed on the third day."""
    this_month = first_of_month(clock.today())
    return this_month, previous_month(this_month)


def _running(first_day: date, audience: str) -> Record:
    k = school().k_inside if audience == INSIDE else school().k_outside
    row = running.figures_of(first_day)
    return Record(first_day, Figures.from_json(row.figures), k, as_of=row.counted_at)


def _k(snapshot: MonthSnapshot | YearSnapshot | School, audience: str) -> int:
    return snapshot.k_inside if audience == INSIDE else snapshot.k_outside


def _snapshots(start: date, end: date) -> list[MonthSnapshot]:
    return list(MonthSnapshot.objects.filter(first_day__gte=start, first_day__lte=end).order_by("first_day"))


def _closed(snapshot: MonthSnapshot, audience: str) -> Record:
    return Record(
        first_day=snapshot.first_day,
        figures=Figures.from_json(snapshot.figures),
        k=_k(snapshot, audience),
        closed_at=snapshot.closed_at,
        as_of=snapshot.closed_at,
    )
