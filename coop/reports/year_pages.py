"""A school year as a page: two exact totals, the rest rounded, its months beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coop.reports import words
from coop.reports.definitions import DEFINITIONS, KINDS
from coop.reports.disclosure import Cell
from coop.reports.models import school_year_label
from coop.reports.outcomes import Outcomes
from coop.reports.pages import ChartBlock, Comparison, Line, Stat, baskets_chart, kilograms_chart
from coop.reports.published import Month, Year
from coop.web import wording


@dataclass(frozen=True)
class YearPage:
    year: int
    label: str
    k: int
    totals: Year | None
    story: str
    stats: tuple[Stat, ...]
    baskets: ChartBlock | None
    kilograms: ChartBlock | None
    months: tuple[Line, ...]
    kinds: tuple[tuple[str, Cell], ...]
    outcomes: tuple[Outcomes, ...] = ()


def year_page(
    year: int, k: int, totals: Year | None, months: Sequence[Month], outcomes: Sequence[Outcomes] = ()
) -> YearPage:
    """Without totals (the year is still running) only its closed months are shown: nothing cumulated stands beside them."""
    return YearPage(
        year=year,
        label=school_year_label(year),
        k=k,
        totals=totals,
        story=_story(totals) if totals else "",
        stats=_stats(totals) if totals else (),
        baskets=_baskets(months) if months else None,
        kilograms=_kilograms(months) if months else None,
        months=tuple(_month_line(month) for month in months),
        kinds=tuple((str(KINDS.get(code, code)), cell) for code, cell in totals.kinds.items()) if totals else (),
        outcomes=tuple(outcomes),
    )


def _baskets(months: Sequence[Month]) -> ChartBlock:
    """The finding of a year: its fullest month."""
    fullest = max(months, key=lambda month: month.cells["handed"].value or 0)
    finding = _("Most baskets in %(month)s") % {"month": wording.month(fullest.first_day)}
    return baskets_chart(months, finding if fullest.cells["handed"].value else "")


def _kilograms(months: Sequence[Month]) -> ChartBlock:
    busy = [month for month in months if month.received_kg or month.handed_kg] or list(months)
    given = sum(month.handed_kg or 0 for month in busy)
    finding = words.kilograms_finding([sum(month.received_kg for month in busy)], [given])
    return kilograms_chart(busy, finding, _("Kilograms by month, over the school year."))


def _story(totals: Year) -> str:
    if totals.helped.value is None or totals.handed.value is None:
        return ""
    learners = ngettext("%(count)d learner was helped", "%(count)d learners were helped", totals.helped.value)
    baskets = ngettext("%(count)d basket was handed out", "%(count)d baskets were handed out", totals.handed.value)
    return _("%(learners)s, %(baskets)s.") % {
        "learners": learners % {"count": totals.helped.value},
        "baskets": baskets % {"count": totals.handed.value},
    }


def _stats(totals: Year) -> tuple[Stat, ...]:
    return (
        _count("helped", totals.helped, _per_learner(totals)),
        _count("handed", totals.handed, ()),
        _wait(totals),
        _count("requests", totals.people["requests"], ()),
        Stat(DEFINITIONS["received_kg"], wording.number(totals.received_kg), _("kg")),
        Stat(DEFINITIONS["handed_kg"], wording.number(totals.handed_kg), _("kg")),
        Stat(
            DEFINITIONS["lost_kg"],
            wording.number(totals.lost_kg),
            _("kg"),
            comparisons=(Comparison(f"{wording.number(totals.lost_share, 1)}\u00a0%", _("of what left the shelves")),),
        ),
        Stat(DEFINITIONS["hours"], wording.number(totals.hours), _("h")),
    )


def _per_learner(totals: Year) -> tuple[Comparison, ...]:
    if not (totals.helped.is_exact and totals.handed.is_exact and totals.helped.value and totals.handed.value):
        return ()
    each = wording.number(totals.handed.value / totals.helped.value, 1)
    return (Comparison(each, _("baskets for each learner, on average")),)


def _count(code: str, cell: Cell, compared: tuple[Comparison, ...]) -> Stat:
    if cell.is_hidden:
        return Stat(DEFINITIONS[code], words.printed(cell), is_hidden=True, reason=words.reason(cell))
    exactly = Comparison("", _("exact total of the year") if cell.is_exact else _("rounded to 5"))
    return Stat(DEFINITIONS[code], words.printed(cell), comparisons=(*compared, exactly))


def _wait(totals: Year) -> Stat:
    if totals.wait_days is None:
        reason = _("Too few first interviews in this year to give a median.")
        return Stat(DEFINITIONS["wait"], _("not given"), is_hidden=True, reason=reason)
    return Stat(DEFINITIONS["wait"], str(totals.wait_days), ngettext("day", "days", totals.wait_days))


def _month_line(month: Month) -> Line:
    return Line(
        wording.month(month.first_day),
        (
            words.printed(month.cells["helped"]),
            words.printed(month.cells["handed"]),
            wording.number(month.received_kg),
            "·" if month.handed_kg is None else wording.number(month.handed_kg),
            wording.number(month.lost_kg),
            wording.number(month.hours),
        ),
    )
