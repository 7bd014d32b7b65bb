"""Verbs on the end of a school year: closed once everything is decided, opened again only with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coop.accounts.models import User
from coop.audit import journal
from coop.school.years import school_year_of
from coop.web import clock
from volunteers import access
from volunteers.errors import ClaimsWait, ReasonNeeded, YearIsClosed, YearNotClosed, YearNotOver
from volunteers.models import Claim, ClaimState, Programme, YearClosing


def hold_open(programme_id: int, school_year: int) -> None:
    """Refuses a closed year; keeps it open until the transaction ends."""
    _lock(programme_id)
    if _standing(programme_id, school_year).exists():
        raise YearIsClosed


@transaction.atomic
def close(*, programme_id: int, school_year: int, by: int) -> YearClosing:
    """The year is decided and goes to the registrar. Refuses while a claim waits, a closed one, and a coming one."""
    _lock(programme_id)
    if school_year > school_year_of(clock.today()):
        raise YearNotOver
    if _standing(programme_id, school_year).exists():
        raise YearIsClosed
    claims = Claim.objects.filter(scheme__programme=programme_id, school_year=school_year)
    if claims.filter(state=ClaimState.SUBMITTED).exists():
        raise ClaimsWait
    made = YearClosing.objects.create(
        programme_id=programme_id, school_year=school_year, closed_at=clock.now(), closed_by=by
    )
    _record("close", made, by)
    return made


@transaction.atomic
def reopen(*, programme_id: int, school_year: int, reason: str, by: int) -> YearClosing:
    """Something was forgotten or wrong. Refuses without a reason, and an open year."""
    if not reason.strip():
        raise ReasonNeeded
    _lock(programme_id)
    row = _standing(programme_id, school_year).first()
    if row is None:
        raise YearNotClosed
    row.reopened_at, row.reopened_by, row.reason = clock.now(), by, reason.strip()
    row.save(update_fields=["reopened_at", "reopened_by", "reason"])
    _record("reopen", row, by)
    return row


def _lock(programme_id: int) -> None:
    Programme.objects.select_for_update(of=("self",)).get(pk=programme_id)


def _standing(programme_id: int, school_year: int) -> QuerySet[YearClosing]:
    return YearClosing.objects.filter(programme=programme_id, school_year=school_year, reopened_at=None)


def _record(act: str, row: YearClosing, by: int) -> None:
    state = f"{row.programme_id} {row.school_year}"
    journal.record(by=by, action=f"volunteers.year.{act}", object_type="year_closing", object_id=row.pk, state=state)


@dataclass(frozen=True)
class YearLine:
    """One programme at the end of a year, in claims."""

    programme: Programme
    waiting: int
    accepted: int
    refused: int
    closed: bool


def lines(user: User, school_year: int) -> list[YearLine]:
    """The programmes the user leads in that year. One query."""

    def number(state: str) -> Count:
        mine = Q(schemes__claims__state=state, schemes__claims__school_year=school_year)
        return Count("schemes__claims", filter=mine, distinct=True)

    standing = YearClosing.objects.filter(programme=OuterRef("pk"), school_year=school_year, reopened_at=None)
    led = access.programmes_led_by(user).annotate(
        waiting=number(ClaimState.SUBMITTED),
        accepted=number(ClaimState.ACCEPTED),
        refused=number(ClaimState.REFUSED),
        closed=Exists(standing),
    )
    return [YearLine(p, p.waiting, p.accepted, p.refused, p.closed) for p in led]
