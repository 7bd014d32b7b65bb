"""Figures of a period, read-only. Counts of people are true here; the disclosure gate decides what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone

from coop.school.years import school_year_of
from coop.web import clock
from volunteers.models import AttendanceMark, Claim, ClaimState, HoursState, MarkKind, SignUp, SignUpState, WorkedTime


@dataclass(frozen=True)
class VolunteerFigures:
    """One period of the volunteers' side. Times in minutes; everything else is a count."""

    people: int = 0
    """People with time that counts or waits in the period."""
    shifts: int = 0
    """Shifts that somebody came to."""
    minutes_validated: int = 0
    minutes_waiting: int = 0
    sign_ups: int = 0
    """Sign-ups that held until the shift of the period began."""
    absences: int = 0
    """Of these, last marked absent."""
    claims_proposed: int = 0
    """Claims made in the period."""
    claims_decided: int = 0
    """Claims accepted or refused in the period, reversed ones included."""


def month(start: date, end: date) -> VolunteerFigures:
    """Figures from `start` up to and without `end`. Three queries."""
    first, last = _midnight(start), _midnight(end)
    return VolunteerFigures(**_worked(first, last), **_signed_up(first, last), **_claimed(first, last))


def has_gone(day: date) -> bool:
    """Whether hours of this day have reached their end."""
    year = school_year_of(clock.today()) - settings.VOLUNTEERS_RECORDS_YEARS
    return school_year_of(day) < year


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _worked(first: datetime, last: datetime) -> dict[str, int]:
    sums = (
        WorkedTime.objects.counting()
        .started_between(first, last)
        .aggregate(
            people=Count("person", distinct=True),
            shifts=Count("sign_up__shift", distinct=True),
            minutes_validated=Sum("minutes", filter=Q(state=HoursState.VALIDATED), default=0),
            minutes_waiting=Sum("minutes", filter=Q(state=HoursState.WAITING), default=0),
        )
    )
    return dict(sums)


def _signed_up(first: datetime, last: datetime) -> dict[str, int]:
    marks = AttendanceMark.objects.filter(sign_up=OuterRef("pk"))
    later = AttendanceMark.objects.filter(sign_up=OuterRef("sign_up"), pk__gt=OuterRef("pk"))
    absent = marks.filter(kind=MarkKind.ABSENT).filter(~Exists(later))
    found = SignUp.objects.filter(state=SignUpState.SIGNED_UP, starts_at__gte=first, starts_at__lt=last)
    return dict(found.aggregate(sign_ups=Count("pk"), absences=Count("pk", filter=Exists(absent))))


def _claimed(first: datetime, last: datetime) -> dict[str, int]:
    made = Q(submitted_at__gte=first, submitted_at__lt=last)
    decided = Q(decided_at__gte=first, decided_at__lt=last) & ~Q(state=ClaimState.WITHDRAWN)
    return dict(
        Claim.objects.aggregate(claims_proposed=Count("pk", filter=made), claims_decided=Count("pk", filter=decided))
    )
