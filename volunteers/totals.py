"""Hours added up by kind and period, and the rows behind them for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from coop.web.sheets import Cell
from volunteers.days import day_bounds
from volunteers.models import Activity, HoursSource, HoursState
from volunteers.models.hours import WorkedTimeQuerySet

LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Period:
    """Both days counted."""

    first: date
    last: date

    def of(self, rows: WorkedTimeQuerySet) -> WorkedTimeQuerySet:
        return rows.started_between(*day_bounds(self.first, (self.last - self.first).days + 1))


@dataclass(frozen=True)
class Line:
    """One kind of work in minutes; `declared` is the part of `validated` that came from declarations."""

    name: str
    validated: int
    declared: int
    waiting: int


def by_kind(rows: WorkedTimeQuerySet, period: Period) -> list[Line]:
    """The kinds in which something was worked, the most first, then all together. One query."""
    yes = Q(state=HoursState.VALIDATED)
    sums = (
        period.of(rows.counting())
        .order_by()
        .values("activity")
        .annotate(
            validated=Sum("minutes", filter=yes, default=0),
            declared=Sum("minutes", filter=yes & Q(source=HoursSource.DECLARED), default=0),
            waiting=Sum("minutes", filter=Q(state=HoursState.WAITING), default=0),
        )
        .order_by("-validated", "activity")
    )
    lines = [
        Line(str(Activity(each["activity"]).label), each["validated"], each["declared"], each["waiting"])
        for each in sums
    ]
    if not lines:
        return []
    whole = Line(
        _("All together"),
        sum(line.validated for line in lines),
        sum(line.declared for line in lines),
        sum(line.waiting for line in lines),
    )
    return [*lines, whole]


def rows_of(rows: WorkedTimeQuerySet, period: Period) -> list[list[Cell]]:
    """A head, then one line for each time worked in the period, refused and reversed ones included. One query."""
    head = [
        _("Name"),
        _("Day"),
        _("Kind"),
        _("What"),
        _("From"),
        _("To"),
        _("Hours"),
        _("Declared"),
        _("State"),
        _("Reason"),
    ]
    lines: list[list[Cell]] = [[str(each) for each in head]]
    for row in period.of(rows).select_related("person").order_by("starts_at", "pk"):
        starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        lines.append(
            [
                str(row.person),
                starts.date().isoformat(),
                str(row.get_activity_display()),
                row.title,
                f"{starts:%H:%M}",
                f"{ends:%H:%M}",
                round(row.minutes / 60, 2),
                _("yes") if row.source == HoursSource.DECLARED else _("no"),
                str(row.get_state_display()),
                row.reason,
            ]
        )
    return lines
