"""Verbs on claims: a volunteer claims, a programme lead decides, and a decision is only ever reversed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from coop.audit import journal
from coop.web import clock
from coop.web.errors import Refusal
from volunteers import closings, conditions, hours, learning, schemes
from volunteers.credits import propose, rule_of
from volunteers.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    HoursChanged,
    NoJury,
    NotAppraised,
    NotEnoughHours,
    OwnClaim,
    ReasonNeeded,
    SchemeReplaced,
)
from volunteers.models import CLAIM_MOVES, Claim, ClaimState, Need, RecognitionScheme


@transaction.atomic
def submit(*, person_id: int, scheme_id: int, by: int) -> Claim:
    """Claim what the validated hours of the school year give under this version of the scheme.

    Refuses a closed year, too few hours, a version that was replaced, a missing training or note, and a second recognition
    of the same engagement. The note goes with the claim.
    """
    scheme = RecognitionScheme.objects.get(pk=scheme_id)
    closings.hold_open(scheme.programme_id, scheme.school_year)
    if scheme not in schemes.in_force(scheme.programme_id, scheme.school_year):
        raise SchemeReplaced
    minutes = hours.totals(person_id, *hours.year_bounds(scheme.school_year)).validated
    proposal = propose(rule_of(scheme), minutes)
    if not proposal.hundredths:
        raise NotEnoughHours
    conditions.refuse_unready(scheme, person_id)
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
            if Need.REFLECTION in scheme.needs:
                learning.hand_in(claim)
            _journal(claim, by)
    except IntegrityError as clash:
        raise AlreadyClaimed from clash
    return claim


@transaction.atomic
def withdraw(*, claim_id: int, by: int) -> Claim:
    """The volunteer takes the claim back before it is decided."""
    claim = _decide(_lock(claim_id), ClaimState.WITHDRAWN, "", by)
    learning.take_back(claim)
    return claim


@transaction.atomic
def accept(*, claim_id: int, reason: str, by: int, jury_on: date | None = None) -> Claim:
    """The programme lead grants what the claim proposes, `jury_on` the day the jury met.

    Refuses one's own, a claim whose hours have shrunk, and a missing appraisal or jury when the scheme needs it.
    """
    claim = _lock_for_decision(claim_id, by)
    standing = hours.totals(claim.person_id, *hours.year_bounds(claim.school_year)).validated
    if standing < claim.minutes:
        raise HoursChanged
    claim.appraisal = conditions.latest_appraisal(claim.person_id, claim.school_year)
    if claim.appraisal is None and Need.APPRAISAL in claim.scheme.needs:
        raise NotAppraised
    if jury_on is None and Need.JURY in claim.scheme.needs:
        raise NoJury
    claim.jury_on = jury_on
    return _decide(claim, ClaimState.ACCEPTED, reason.strip(), by)


@transaction.atomic
def refuse(*, claim_id: int, reason: str, by: int, jury_on: date | None = None) -> Claim:
    """The programme lead says no, with a reason that the volunteer reads."""
    if not reason.strip():
        raise ReasonNeeded
    claim = _lock_for_decision(claim_id, by)
    claim.jury_on = jury_on
    return _decide(claim, ClaimState.REFUSED, reason.strip(), by)


@transaction.atomic
def reverse(*, claim_id: int, reason: str, by: int) -> Claim:
    """A decision was wrong: it no longer stands, it stays readable, and a new claim may be made. Refuses in a closed year."""
    if not reason.strip():
        raise ReasonNeeded
    claim = _lock(claim_id)
    if ClaimState.REVERSED not in CLAIM_MOVES[claim.state]:
        raise AlreadyDecided
    if claim.person_id == by:
        raise OwnClaim
    closings.hold_open(claim.scheme.programme_id, claim.school_year)
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
    claim.save(update_fields=["state", "reason", "decided_at", "decided_by", "appraisal", "jury_on"])
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


@dataclass(frozen=True)
class Batch:
    """What became of several claims decided at once: each on its own, so that one refusal stops no other."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, Refusal], ...]


def decide_all(*, claim_ids: Iterable[int], verb: Callable[[int], Claim]) -> Batch:
    """Decide each of these; those that are refused come back with the reason."""
    done: list[int] = []
    refused: list[tuple[int, Refusal]] = []
    for claim_id in sorted(set(claim_ids)):
        try:
            with transaction.atomic():
                verb(claim_id)
        except Refusal as refusal:
            refused.append((claim_id, refusal))
        else:
            done.append(claim_id)
    return Batch(tuple(done), tuple(refused))
