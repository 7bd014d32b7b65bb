"""What the team did together: aggregate figures of the months, through the gate, for those who did the work. Nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coop.reports import history
from coop.reports.figures import first_of_month, school_year_of
from coop.reports.published import Month
from coop.web import clock


@dataclass(frozen=True)
class Deed:
    """One month: whole kilograms taken in, and the hours of the team when they point at nobody."""

    first_day: date
    moved_kg: int
    hours: int | None
    donations: int


@dataclass(frozen=True)
class Together:
    """The last whole month, the running one, and the school year so far."""

    last: Deed | None
    running: Deed | None
    year_kg: int


def together() -> Together:
    """Read as printed for those outside, with the larger threshold."""
    this_month = first_of_month(clock.today())
    months = history.months_up_to(this_month, history.OUTSIDE)
    running = next((_deed(each) for each in months if each.first_day == this_month), None)
    before = [_deed(each) for each in months if each.first_day < this_month]
    year = school_year_of(this_month)
    return Together(
        last=before[-1] if before else None,
        running=running,
        year_kg=sum(each.received_kg for each in months if school_year_of(each.first_day) == year),
    )


def _deed(month: Month) -> Deed:
    """Hours stand beside the number of people: hidden with it."""
    few = month.cells["volunteers"].is_hidden
    return Deed(month.first_day, month.received_kg, None if few else month.hours, month.donations)
