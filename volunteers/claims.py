"""Verbs on claims: a volunteer claims, a programme lead decides, and a decision is only ever reversed."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from coop.audit import journal
from coop.web import clock
from volunteers import hours, schemes
from volunteers.credits import propose, rule_of
from volunteers.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    HoursChanged,
    NotEnoughHours,
    OwnClaim,
    ReasonNeeded,
    SchemeReplaced,
)
from volunteers.models import CLAIM_MOVES, Claim, ClaimState, RecognitionScheme


def submit(*, person_id: int, scheme_id: int, by: int) -> Claim:
    """Claim what the validated hours of the school year give under this version of the scheme.

    Refuses too few hours, a version that was replaced, and a second recognition of the same engagement.
    """
    scheme = RecognitionScheme.objects.get(pk=scheme_id)
    if scheme not in schemes.in_force(scheme.programme_id, scheme.school_year):
        raise SchemeReplaced
    minutes = hours.totals(person_id, *hours.year_bounds(scheme.school_year)).validated
    proposal = propose(rule_of(scheme), minutes)
    if not proposal.hundredths:
        raise NotEnoughHours
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                person_id=person_id,
                scheme=scheme,
                school_year=scheme.school_year,
                kind=scheme.kind,
                exclusive=scheme.exclusive,
                minutes=minutes,
                proposed_hundredths=proposal.hundredths,
                submitted_at=clock.now(),
            )
            _journal(claim, by)
    except IntegrityError as clash:
        raise AlreadyClaimed from clash
    return claim


@transaction.atomic
def withdraw(*, claim_id: int, by: int) -> Claim:
    """The volunteer takes the claim back before it is decided."""
    return _decide(_lock(claim_id), ClaimState.WITHDRAWN, "", by)


@transaction.atomic
def accept(*, claim_id: int, reason: str, by: int) -> Claim:
    """The programme lead grants what the claim proposes. Refuses one's own, and a claim whose hours have shrunk."""
    claim = _lock_for_decision(claim_id, by)
    standing = hours.totals(claim.person_id, *hours.year_bounds(claim.school_year)).validated
    if standing < claim.minutes:
        raise HoursChanged
    return _decide(claim, ClaimState.ACCEPTED, reason.strip(), by)


@transaction.atomic
def refuse(*, claim_id: int, reason: str, by: int) -> Claim:
    """The programme lead says no, with a reason that the volunteer reads."""
    if not reason.strip():
        raise ReasonNeeded
    return _decide(_lock_for_decision(claim_id, by), ClaimState.REFUSED, reason.strip(), by)


@transaction.atomic
def reverse(*, claim_id: int, reason: str, by: int) -> Claim:
    """A decision was wrong: it no longer stands, it stays readable, and a new claim may be made."""
    if not reason.strip():
        raise ReasonNeeded
    claim = _lock(claim_id)
    if ClaimState.REVERSED not in CLAIM_MOVES[claim.state]:
        raise AlreadyDecided
    if claim.person_id == by:
        raise OwnClaim
    claim.state, claim.reversal_reason = ClaimState.REVERSED, reason.strip()
    claim.reversed_at, claim.reversed_by = clock.now(), by
    claim.save(update_fields=["state", "reversal_reason", "reversed_at", "reversed_by"])
    _journal(claim, by)
    return claim


def _lock(claim_id: int) -> Claim:
    return Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)


def _lock_for_decision(claim_id: int, by: int) -> Claim:
    claim = _lock(claim_id)
    if claim.person_id == by:
        raise OwnClaim
    return claim


def _decide(claim: Claim, state: str, reason: str, by: int) -> Claim:
    if state not in CLAIM_MOVES[claim.state]:
        raise AlreadyDecided
    claim.state, claim.reason = state, reason
    claim.decided_at, claim.decided_by = clock.now(), by
    claim.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _journal(claim, by)
    return claim


def _journal(claim: Claim, by: int) -> None:
    journal.record(
        by=by,
        action=f"volunteers.claim.{claim.state}",
        object_type="claim",
        object_id=claim.pk,
        state=f"{claim.kind} {claim.proposed_hundredths}",
    )
