"""Did it help? Defining a comparison before any file is read, dropping it, and reading what came of it.

The files are read in `outcomes_files.py`, learners recognised in `outcomes_matching.py`, counts made in `outcomes_run.py`; what is
published passes the gate of `coop/reports`.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from coop.audit import journal
from coop.school import years
from coop.web import clock
from coop.web.access import theirs
from referrals import access, compartment
from referrals.errors import AlreadyMeasured, SaidAlready, TooEarly, TooLong
from referrals.models import Case, Comparison
from referrals.outcomes_pupils import VERSION

FOLLOWED = timedelta(days=180)
LONGEST = timedelta(days=5 * 366)


def offered() -> tuple[date, date]:
    """The latest school year whose learners have all been followed long enough."""
    year = years.school_year_of(clock.today() - FOLLOWED) - 1
    return years.first_day(year), years.last_day(year)


def comparisons(*, by: int) -> list[Comparison]:
    """All of them, the latest first: no learner is in them."""
    with compartment.social_work(by=by, purpose="outcomes.list"):
        return list(Comparison.objects.order_by("-defined_at"))


def waiting(*, comparison_id: UUID, by: int) -> Comparison:
    """One that was not measured yet."""
    with compartment.social_work(by=by, purpose="outcomes.read"):
        comparison = theirs(Comparison.objects.all(), comparison_id)
    if comparison.measured_at:
        raise AlreadyMeasured
    return comparison


def define(*, starts: date, ends: date, by: int) -> Comparison:
    """Fix whose outcome is looked at: first help from `starts` to `ends`, both included. Everybody must have been followed."""
    if ends + FOLLOWED > clock.today():
        raise TooEarly
    if ends - starts > LONGEST:
        raise TooLong
    with compartment.social_work(by=by, purpose="outcomes.define"):
        if said_about(starts, ends).exists():
            raise SaidAlready
        row = Comparison(starts=starts, ends=ends, version=VERSION, defined_at=clock.now(), defined_by=by)
        row.save(force_insert=True)
        record("define", row.id, by)
    return row


def drop(*, comparison_id: UUID, by: int) -> None:
    """One that was not measured goes without a trace but the journal's."""
    comparison = waiting(comparison_id=comparison_id, by=by)
    with compartment.social_work(by=by, purpose="outcomes.drop"):
        comparison.delete()
        record("drop", comparison_id, by)


def said_about(starts: date, ends: date) -> QuerySet[Comparison]:
    """Those that published figures about some of these days."""
    return Comparison.objects.filter(~Q(figures=None), starts__lte=ends, ends__gte=starts)


def leave_out(*, case_id: UUID, by: int) -> None:
    """The person said that they do not want to be counted in any comparison."""
    _set(case_id, by, out=True)


def count_again(*, case_id: UUID, by: int) -> None:
    """They changed their mind."""
    _set(case_id, by, out=False)


def leave_me_out(*, case_id: UUID) -> None:
    """The learner says so on their own page: no reason is asked."""
    _set_own(case_id, out=True)


def count_me_again(*, case_id: UUID) -> None:
    _set_own(case_id, out=False)


def is_left_out(*, case_id: UUID) -> bool:
    with compartment.learner(person=case_id, purpose="mine.compared"):
        return Case.objects.filter(id=case_id, not_compared_since__isnull=False).exists()


def _set(case_id: UUID, by: int, *, out: bool) -> None:
    with compartment.social_work(by=by, purpose="outcomes.object", person=case_id):
        case = access.case_for(by, case_id)
        Case.objects.filter(id=case.id).update(not_compared_since=clock.now() if out else None)
        record("leave_out" if out else "count_again", case_id, by)


def _set_own(case_id: UUID, *, out: bool) -> None:
    with compartment.learner(person=case_id, purpose="mine.compared"):
        Case.objects.filter(id=case_id).update(not_compared_since=clock.now() if out else None)
        record("leave_out" if out else "count_again", case_id, journal.SYSTEM)


def record(what: str, number: UUID, by: int, state: str = "") -> None:
    journal.record(
        by=by,
        action=f"referrals.comparison.{what}",
        object_type="referrals.comparison",
        object_id=number,
        state=state,
    )
