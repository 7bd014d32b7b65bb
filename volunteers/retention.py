"""The end of volunteers' records: what is due, and deleting it. The periods of `volunteers/privacy.py` are enforced here.

Whole school years go. People stay as rows (erasing empties an account); closed months and years keep their figures. Attendance
and hours end `VOLUNTEERS_RECORDS_YEARS` after their school year, or later for a sign-up that still proves hours; claims and
numbered statements, the proof of what entered a diploma, `VOLUNTEERS_PROOF_YEARS` after it; shifts, which name nobody, last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.school.years import school_year_of
from coop.web import clock
from coop.web.retention import rule
from volunteers.hours import year_bounds
from volunteers.models import (
    Appraisal,
    AttendanceMark,
    Badge,
    Claim,
    Enrolment,
    Qualification,
    Reflection,
    Shift,
    SignUp,
    Statement,
    StatementPage,
    TrainingDate,
    TrainingList,
    WeeklyYes,
    WorkedTime,
    YearClosing,
)

SHIFTS_YEARS = 5


@dataclass(frozen=True)
class Due:
    """How many rows of one kind have reached their end: `what` is the model's name as in `privacy.py`."""

    what: str
    number: int


@dataclass(frozen=True)
class _Limits:
    """The first moment of the first school year that is still kept, for each period."""

    records: datetime
    shifts: datetime
    records_year: int
    proof_year: int


def due(now: datetime) -> list[Due]:
    """What a run at `now` would delete, counted; nothing is touched."""
    limits = _limits(now)
    return [Due(what, of(limits).count()) for what, of in _ENDS.items()]


@transaction.atomic
def run(now: datetime, by: int) -> list[Due]:
    """Delete what is due at `now`, the proofs before what they prove; counts what went. A second run finds nothing."""
    limits, gone = _limits(now), due(now)
    _worked_times(limits).delete()
    _qualifications(limits).delete()
    _statement_pages(limits).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteers_retire(%s, %s)", [limits.records, limits.proof_year])
        cursor.execute("SELECT volunteers_retire_lists(%s)", [limits.records])
    for rows in (
        _sign_ups,
        _weekly,
        _enrolments,
        _reflections,
        _badges,
        _claims,
        _appraisals,
        _closings,
        _training_dates,
        _shifts,
    ):
        rows(limits).delete()
    for kind in gone:
        if kind.number:
            journal.record(
                by=by,
                action="volunteers.retention",
                object_type=kind.what,
                object_id=kind.number,
                state=limits.records.date().isoformat(),
            )
    return gone


def _limits(now: datetime) -> _Limits:
    year = school_year_of(timezone.localdate(now))
    records = year - settings.VOLUNTEERS_RECORDS_YEARS
    return _Limits(
        records=year_bounds(records)[0],
        shifts=year_bounds(min(year - SHIFTS_YEARS, records))[0],
        records_year=records,
        proof_year=year - settings.VOLUNTEERS_PROOF_YEARS,
    )


def _worked_times(limits: _Limits) -> QuerySet[WorkedTime]:
    return WorkedTime.objects.filter(starts_at__lt=limits.records)


def _sign_ups(limits: _Limits) -> QuerySet[SignUp]:
    """Those of the past that prove no hours which are kept."""
    kept = WorkedTime.objects.filter(starts_at__gte=limits.records, sign_up__isnull=False)
    return SignUp.objects.filter(ends_at__lt=limits.records).exclude(pk__in=kept.values("sign_up"))


def _marks(limits: _Limits) -> QuerySet[AttendanceMark]:
    return AttendanceMark.objects.filter(sign_up__in=_sign_ups(limits).order_by())


def _weekly(limits: _Limits) -> QuerySet[WeeklyYes]:
    return WeeklyYes.objects.filter(ended_at__lt=limits.records)


def _enrolments(limits: _Limits) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(school_year__lt=limits.records_year)


def _claims(limits: _Limits) -> QuerySet[Claim]:
    return Claim.objects.filter(school_year__lt=limits.proof_year)


def _reflections(limits: _Limits) -> QuerySet[Reflection]:
    return Reflection.objects.filter(school_year__lt=limits.records_year)


def _appraisals(limits: _Limits) -> QuerySet[Appraisal]:
    return Appraisal.objects.filter(school_year__lt=limits.proof_year)


def _closings(limits: _Limits) -> QuerySet[YearClosing]:
    return YearClosing.objects.filter(school_year__lt=limits.proof_year)


def _badges(limits: _Limits) -> QuerySet[Badge]:
    return Badge.objects.filter(claim__school_year__lt=limits.proof_year)


def _statements(limits: _Limits) -> QuerySet[Statement]:
    return Statement.objects.filter(school_year__lt=limits.proof_year)


def _statement_pages(limits: _Limits) -> QuerySet[StatementPage]:
    return StatementPage.objects.filter(statement__school_year__lt=limits.proof_year)


def _shifts(limits: _Limits) -> QuerySet[Shift]:
    kept = SignUp.objects.exclude(pk__in=_sign_ups(limits).order_by().values("pk"))
    signed = TrainingList.objects.exclude(pk__in=_training_lists(limits).order_by().values("pk"))
    ended = Shift.objects.filter(ends_at__lt=limits.shifts)
    return ended.exclude(pk__in=kept.values("shift")).exclude(pk__in=signed.values("shift"))


def _qualifications(limits: _Limits) -> QuerySet[Qualification]:
    return Qualification.objects.filter(expires_on__lt=timezone.localdate(limits.records))


def _training_lists(limits: _Limits) -> QuerySet[TrainingList]:
    """Those of which every qualification ends."""
    lasting = Qualification.objects.exclude(pk__in=_qualifications(limits).order_by().values("pk"))
    return TrainingList.objects.filter(signed_at__lt=limits.records).exclude(pk__in=lasting.values("list"))


def _training_dates(limits: _Limits) -> QuerySet[TrainingDate]:
    return TrainingDate.objects.filter(shift__in=_shifts(limits).order_by())


def over() -> tuple[QuerySet, ...]:
    """What a run would delete now, kind by kind."""
    limits = _limits(clock.now())
    return tuple(of(limits) for of in _ENDS.values())


def run_now() -> int:
    return sum(kind.number for kind in run(clock.now(), journal.SYSTEM))


_ENDS: dict[str, Callable[[_Limits], QuerySet]] = {
    "workedtime": _worked_times,
    "attendancemark": _marks,
    "signup": _sign_ups,
    "weeklyyes": _weekly,
    "enrolment": _enrolments,
    "reflection": _reflections,
    "claim": _claims,
    "appraisal": _appraisals,
    "yearclosing": _closings,
    "badge": _badges,
    "statement": _statements,
    "statementpage": _statement_pages,
    "qualification": _qualifications,
    "traininglist": _training_lists,
    "trainingdate": _training_dates,
    "shift": _shifts,
}

rule("volunteers.records", says=_("Volunteers’ records"), due=over, run=run_now)
