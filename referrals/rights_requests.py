"""What people ask about their own data, and the clock: one month, three when it is told in time why (GDPR art. 12(3)).

Asking is a row with a number and something to do for the circle. How it is answered is done with the verbs that exist (copy,
correction, archive, erasure); here the answer is noted. The data protection officer sees numbers and clocks, nothing else.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.db.models.lookups import IsNull
from django.utils import timezone

from coop.audit import journal
from coop.web import clock
from coop.web.access import theirs
from pantry import entitlements
from pantry.errors import NoEntitlement
from referrals import access, appointments, authorities, cases, compartment, decisions, identity, sealing
from referrals.errors import AlreadyAnswered, ReportsUndecided, TooLateToExtend, WrongReceipt
from referrals.models import Appointment, AuthorityReport, Case, Decision, FollowUp, RightsRequest

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Kind = RightsRequest.Kind
GIVEN = (RightsRequest.Outcome.DONE, RightsRequest.Outcome.PARTLY)


@dataclass(frozen=True)
class Clock:
    """All that is said outside the circle: which number, which right, since when, until when, and what became of it."""

    number: str
    kind: str
    received_on: date
    due_on: date
    extended: bool
    answered_on: date | None
    outcome: str

    @property
    def days_left(self) -> int:
        return (self.due_on - clock.today()).days

    @property
    def is_late(self) -> bool:
        return self.answered_on is None and self.days_left < 0


@dataclass(frozen=True)
class Waiting:
    """A request as the circle reads it. `name` is empty while the file is archived."""

    id: UUID
    case_id: UUID | None
    name: str
    note: str
    kind: str
    clock: Clock


def ask(*, case_id: UUID, kind: str) -> str:
    """The learner asks on their own page; answers the number. Asking twice for the same is asking once."""
    with compartment.learner(person=case_id, purpose="rights.ask"):
        return _ask(case_id, kind)


def stop_everything(*, case_id: UUID) -> str:
    """The learner wants it to stop: help ends today or does not begin, appointments are cancelled, everything is to be
    erased. A book that was lent stays lent until it comes back."""
    with compartment.learner(person=case_id, purpose="rights.stop"):
        case, now = Case.objects.get(id=case_id), clock.now()
        running = Decision.objects.filter(case=case, ended_on=None, ends__gt=clock.today())
        running = running.exclude(kind=Decision.Kind.BOOK_LOAN)
        for decision in running:
            decisions.give_back_rest(decision, clock.today(), journal.SYSTEM)
        running.update(ended_on=clock.today(), ended_at=now, ended_by=journal.SYSTEM)
        if case.beneficiary:
            with contextlib.suppress(NoEntitlement):
                entitlements.end_entitlement(beneficiary=case.beneficiary, on=clock.today(), by=journal.SYSTEM)
        ahead = Appointment.objects.filter(case=case, state=Appointment.State.BOOKED, starts_at__gt=now)
        booked = list(ahead.values_list("id", flat=True))
        number = _ask(case_id, Kind.ERASURE)
    for appointment_id in booked:
        appointments.cancel_own(case_id=case_id, appointment_id=appointment_id)
    return number


def note(*, case_id: UUID, kind: str, received_on: date, words: str, by: int) -> str:
    """It came by letter, by mail, at the door: the month runs from that day."""
    if not clock.months_later(clock.today(), -3) <= received_on <= clock.today():
        raise WrongReceipt
    with compartment.social_work(by=by, purpose="archive.rights", person=case_id):
        case = access.case_for(by, case_id)
        return _write(case, kind, received_on, words, by)


def extend(*, request_id: UUID, why: str, by: int) -> None:
    """Two months more, once, and only while the first month runs; the person is told why."""
    with compartment.social_work(by=by, purpose="archive.rights"):
        row = _open_for(by, request_id)
        if row.extended_at or row.due_on < clock.today():
            raise TooLateToExtend
        case = _case_of(row)
        words = "\n".join(part for part in (_words(case, row), why) if part)
        RightsRequest.objects.filter(id=row.id).update(
            due_on=clock.months_later(row.received_on, 3),
            extended_at=clock.now(),
            extended_by=by,
            sealed_note=sealing.seal(sealing.key_of(case), words, what="rights", of=row.id),
        )
        FollowUp.objects.filter(case=case, kind=FollowUp.Kind.RIGHT, about=row.number).update(
            due_on=clock.months_later(row.received_on, 3)
        )
        _record("extend", row, by)


def may_hold_reports(*, request_id: UUID, by: int) -> UUID | None:
    """The file that somebody wants to read; None for the other rights, whose answer holds no copy."""
    with compartment.social_work(by=by, purpose="archive.rights"):
        row = _open_for(by, request_id)
        return row.case_id if row.kind == Kind.ACCESS else None


def answer(*, request_id: UUID, outcome: str, by: int, reports: authorities.Copy | None = None) -> None:
    """Note what became of it; the thing to do is done. A copy of a file with reports to an authority needs a decision on them."""
    with compartment.social_work(by=by, purpose="archive.rights"):
        row = _open_for(by, request_id)
        now = clock.now()
        if row.kind == Kind.ACCESS and outcome in GIVEN and AuthorityReport.objects.filter(case=_case_of(row)).exists():
            if reports is None:
                raise ReportsUndecided
            authorities.decide_about_copy(case=_case_of(row), number=row.number, copy=reports, by=by)
        RightsRequest.objects.filter(id=row.id).update(answered_at=now, answered_by=by, outcome=outcome)
        FollowUp.objects.filter(case=_case_of(row), kind=FollowUp.Kind.RIGHT, about=row.number, done_at=None).update(
            done_at=now, done_by=by
        )
        _record("answer", row, by, outcome)


def waiting(*, by: int) -> list[Waiting]:
    """What is not answered yet in one's circles, the most pressing first."""
    with compartment.social_work(by=by, purpose="archive.rights"):
        rows = RightsRequest.objects.filter(answered_at=None, case__in=access.cases_of(by)).select_related("case")
        return [_waiting(row) for row in rows.order_by("due_on", "id")[:200]]


def of_learner(*, case_id: UUID) -> list[Clock]:
    """One's own requests, the latest first."""
    with compartment.learner(person=case_id, purpose="rights.own"):
        return [_clock(row) for row in RightsRequest.objects.filter(case_id=case_id).order_by("-received_on", "-id")]


def clocks() -> list[Clock]:
    """For the data protection officer: open ones first, the most pressing first; then the answered of the last year.

    Needs the compartment open for retention.
    """
    since = clock.months_before(clock.now(), 12)
    waiting = IsNull(F("answered_at"), rhs=True).desc()
    rows = RightsRequest.objects.exclude(answered_at__lt=since).order_by(waiting, "due_on", "number")
    return [_clock(row) for row in rows[:400]]


def _ask(case_id: UUID, kind: str) -> str:
    known = RightsRequest.objects.filter(case_id=case_id, kind=kind, answered_at=None).first()
    if known:
        return known.number
    return _write(Case.objects.get(id=case_id), kind, clock.today(), "", journal.SYSTEM)


def _write(case: Case, kind: str, received_on: date, words: str, by: int) -> str:
    row = RightsRequest(
        case=case,
        number="D-" + "".join(secrets.choice(LETTERS) for _each in range(5)),
        kind=kind,
        source=RightsRequest.Source.TOLD if by else RightsRequest.Source.OWN_PAGE,
        received_on=received_on,
        due_on=clock.months_later(received_on, 1),
    )
    if words:
        row.sealed_note = sealing.seal(sealing.key_of(case), words, what="rights", of=row.id)
    row.save(force_insert=True)
    cases.note_to_do(case_id=case.id, kind=FollowUp.Kind.RIGHT, about=row.number, due_on=row.due_on)
    _record("ask", row, by)
    return row.number


def _open_for(by: int, request_id: UUID) -> RightsRequest:
    row: RightsRequest = theirs(
        RightsRequest.objects.filter(case__in=access.cases_of(by)).select_related("case"), request_id
    )
    if row.answered_at:
        raise AlreadyAnswered
    return row


def _case_of(row: RightsRequest) -> Case:
    assert row.case, "Only rows of files that are there were asked for."
    return row.case


def _waiting(row: RightsRequest) -> Waiting:
    case = _case_of(row)
    return Waiting(
        id=row.id,
        case_id=row.case_id,
        name=identity.of_row(case).name,
        note=_words(case, row),
        kind=row.kind,
        clock=_clock(row),
    )


def _words(case: Case, row: RightsRequest) -> str:
    return sealing.unseal(sealing.key_of(case), row.sealed_note, what="rights", of=row.id) if row.sealed_note else ""


def _clock(row: RightsRequest) -> Clock:
    return Clock(
        number=row.number,
        kind=row.get_kind_display(),
        received_on=row.received_on,
        due_on=row.due_on,
        extended=row.extended_at is not None,
        answered_on=timezone.localdate(row.answered_at) if row.answered_at else None,
        outcome=row.get_outcome_display(),
    )


def _record(what: str, row: RightsRequest, by: int, state: str = "") -> None:
    journal.record(
        by=by,
        action=f"referrals.rights.{what}",
        object_type="referrals.rights",
        object_id=row.number,
        state=state or row.kind,
        person=str(row.case_id or ""),
    )
