"""The letter that introduces a person to a partner, with their agreement. It says who, to whom, for which help; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from coop.audit import journal
from coop.documents import requests
from coop.documents.models import Document
from coop.school.models import Partner
from coop.web import clock
from referrals import access, aid, compartment, identity, sealing
from referrals.aid import Kind
from referrals.errors import LetterNeedsConsent, NotThisKind
from referrals.models import Decision

KIND = "referrals.letter"
"""Under which name the paper waits; it says nothing of what stands in it."""


@dataclass(frozen=True)
class Letter:
    name: str
    phone: str
    to: str
    where: str
    helps: str
    sentence: str
    agreed_on: date
    by: int


def ask(*, decision_id: UUID, by: int, language: str) -> Document:
    """Have the paper made; its page shows when it is ready, and gives it once. Refuses what is no letter, or is over."""
    with compartment.social_work(by=by, purpose="letter.ask"):
        decision = _letter_for(by, decision_id)
        _record("ask", decision, by)
    params = {"decision": str(decision_id), "by": by}
    return requests.request_document(kind=KIND, params=params, by=by, language=language)


def read(*, decision_id: UUID, by: int) -> Letter:
    """What stands in it. Only for the circle, and only while the agreement holds: it may be made again later."""
    with compartment.social_work(by=by, purpose="letter.make"):
        decision = _letter_for(by, decision_id)
        case = decision.case
        key = sealing.key_of(case)
        who, said = identity.of_row(case, key), aid.read_about(case, decision, key)
        _record("make", decision, by)
    assert decision.consent_at, "No letter without agreement."
    return Letter(
        name=who.name,
        phone=who.phone if said.get("phone") else "",
        to=said.get("label", ""),
        where=said.get("where", ""),
        helps=str(Partner.Help(said.get("helps", "other")).label),
        sentence=said.get("sentence", ""),
        agreed_on=timezone.localdate(decision.consent_at),
        by=decision.decided_by,
    )


def forget(decisions: list[UUID]) -> None:
    """Papers that were made and not fetched go with the file."""
    requests.drop(kind=KIND, name="decision", values=[str(number) for number in decisions])


def _letter_for(by: int, decision_id: UUID) -> Decision:
    decision = access.decision_for(by, decision_id)
    if decision.kind != Kind.ORIENTATION:
        raise NotThisKind
    if decision.consent_at is None or decision.ended_on or decision.ends < clock.today():
        raise LetterNeedsConsent
    return decision


def _record(what: str, decision: Decision, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.letter.{what}",
        object_type="referrals.decision",
        object_id=decision.id,
        person=str(decision.case_id),
    )
