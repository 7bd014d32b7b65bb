"""Counts for the reports, and nothing but counts. The compartment opens for the task `reports`, which reads no text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Count as HowMany
from django.db.models import Min
from django.db.models.functions import TruncDate

from coop.school import years
from pantry import pickups
from referrals import compartment
from referrals.intervals import Estimate
from referrals.intervals import newcombe as difference
from referrals.intervals import wilson as share
from referrals.models import AnonymousCount, Case, Comparison, Decision, EmergencyGrant, Interview, Request
from referrals.models.requests import Source
from referrals.outcomes_figures import Count, Pair
from referrals.outcomes_figures import Figures as Outcome

__all__ = [
    "Compared",
    "Count",
    "Estimate",
    "Outcome",
    "Pair",
    "ReferralFigures",
    "comparisons",
    "difference",
    "has_gone",
    "month",
    "share",
    "year",
]

LOOK_BACK = timedelta(days=3 * 366)
MONTH = timedelta(days=31)


@dataclass(frozen=True)
class ReferralFigures:
    """Whole numbers of people and requests between two days, both included. Waits are days; None when nobody waited.

    `helped`: distinct people with at least one collected basket. `new`: files opened. `requests`: by who asked.
    `granted_by_kind`: distinct people to whom a kind of help other than the weekly basket was granted in the period.
    """

    helped: int
    new: int
    requests: int
    requests_by_source: dict[str, int] = field(default_factory=dict)
    median_wait_interview: float | None = None
    interviews_waited: int = 0
    median_wait_aid: float | None = None
    aids_waited: int = 0
    granted_by_kind: dict[str, int] = field(default_factory=dict)


def month(start: date, end: date) -> ReferralFigures:
    """Figures of a period. Files erased since are counted through the anonymous counters and the pantry's own facts."""
    with compartment.task(compartment.Task.REPORTS):
        kept = _kept(start, end)
        sources = {
            source: Request.objects.filter(source=source, asked_at__date__range=(start, end)).count()
            + kept.get(f"requests.{source}", 0)
            for source in Source.values
        }
        to_interview = _waits_to_interview(start, end) + _unfold(kept, "wait_interview.")
        to_aid = _waits_to_aid(start, end) + _unfold(kept, "wait_aid.")
        return ReferralFigures(
            helped=len(_people(pickups.collected_between(start, end))),
            new=Case.objects.filter(opened_at__date__range=(start, end)).count() + kept.get("new", 0),
            requests=sum(sources.values()),
            requests_by_source=sources,
            median_wait_interview=median(to_interview) if to_interview else None,
            interviews_waited=len(to_interview),
            median_wait_aid=median(to_aid) if to_aid else None,
            aids_waited=len(to_aid),
            granted_by_kind=_granted(start, end, kept),
        )


@dataclass(frozen=True)
class Compared:
    """Learners whose first help fell from `starts` to `ends`, beside others alike. `figures` is None when there were not enough
    people to say anything; `recognised` and `unrecognised` are files found, and not found, in the school's exports."""

    starts: date
    ends: date
    version: int
    defined_at: datetime
    measured_at: datetime
    figures: Outcome | None = None
    recognised: int = 0
    unrecognised: int = 0


def comparisons() -> list[Compared]:
    """What was measured, the latest first."""
    with compartment.task(compartment.Task.REPORTS, purpose="reports.outcomes"):
        rows = list(Comparison.objects.filter(measured_at__isnull=False).order_by("-measured_at"))
    return [_compared(row) for row in rows]


def _compared(row: Comparison) -> Compared:
    kept = row.figures or {}
    return Compared(
        starts=row.starts,
        ends=row.ends,
        version=row.version,
        defined_at=row.defined_at,
        measured_at=row.measured_at or row.defined_at,
        figures=Outcome.from_json(kept) if kept else None,
        recognised=kept.get("recognised", 0),
        unrecognised=kept.get("unrecognised", 0),
    )


def _granted(start: date, end: date, kept: dict[str, int]) -> dict[str, int]:
    """One statement for all kinds. Of erased files the months are kept, and in a year each person counts once."""
    rows = Decision.objects.filter(decided_at__date__range=(start, end)).exclude(kind=Decision.Kind.WEEKLY_BASKET)
    people = dict(rows.order_by().values_list("kind").annotate(people=HowMany("case", distinct=True)))
    sums = {kind: people.get(kind, 0) + kept.get(f"granted.{kind}", 0) for kind in Decision.Kind.values}
    if end - start > MONTH:
        sums = {kind: number - kept.get(f"granted_again.{kind}", 0) for kind, number in sums.items()}
    return {kind: number for kind, number in sums.items() if number}


def year(school_year: int) -> ReferralFigures:
    """The school year that begins in this calendar year."""
    return month(years.first_day(school_year), years.last_day(school_year))


def has_gone(start: date, end: date) -> bool:
    """Whether files that counted in the school years of these days are erased: their figures rest on anonymous counters."""
    first, last = years.school_year_of(start), years.school_year_of(end)
    with compartment.task(compartment.Task.REPORTS):
        rows = AnonymousCount.objects.filter(starts__gte=years.first_day(first), ends__lte=years.last_day(last))
        return rows.exists()


def _people(collected: list[tuple[UUID, date]]) -> set[UUID]:
    """One number a person: the one drawn for a basket at once stands for the file that it was put into."""
    given = EmergencyGrant.objects.filter(case__isnull=False).values_list("beneficiary", "case_id", "case__beneficiary")
    files = {number: known or case_id for number, case_id, known in given}
    return {files.get(number, number) for number, _day in collected}


def _kept(start: date, end: date) -> dict[str, int]:
    rows = AnonymousCount.objects.filter(starts__gte=start, ends__lte=end).values_list("figure", "count")
    sums: dict[str, int] = {}
    for figure, count in rows:
        sums[figure] = sums.get(figure, 0) + count
    return sums


def _unfold(kept: dict[str, int], prefix: str) -> list[int]:
    return [
        int(figure.removeprefix(prefix))
        for figure, count in kept.items()
        if figure.startswith(prefix)
        for _ in range(count)
    ]


def first_requests() -> dict:
    """When each file's person first asked. Needs an opening that may count."""
    asked = Request.objects.filter(case__isnull=False).values_list("case_id")
    return dict(asked.annotate(first=Min(TruncDate("asked_at"))).order_by())


def _waits_to_interview(start: date, end: date) -> list[int]:
    held = Interview.objects.filter(signed_at__isnull=False).values_list("case_id").annotate(first=Min("held_on"))
    asked = first_requests()
    return [
        max((first - asked[case]).days, 0) for case, first in held.order_by() if start <= first <= end and case in asked
    ]


def _waits_to_aid(start: date, end: date) -> list[int]:
    first_aid: dict = {}
    for beneficiary, day in pickups.collected_between(start - LOOK_BACK, end):
        first_aid.setdefault(beneficiary, day)
    of_case = dict(Case.objects.filter(beneficiary__in=first_aid).values_list("beneficiary", "id"))
    asked = first_requests()
    return [
        max((day - asked[of_case[number]]).days, 0)
        for number, day in first_aid.items()
        if start <= day <= end and of_case.get(number) in asked
    ]
