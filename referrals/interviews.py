"""Interviews: begun, typed (`drafts.py`), signed; an amendment keeps what was signed before."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from coop.audit import journal
from coop.web import clock
from referrals import access, agreed, compartment, drafts, queue, sealing, supervision
from referrals.agreed import Step
from referrals.drafts import Sent
from referrals.errors import NothingWritten, OtherDevice, SupervisorReads
from referrals.models import Case, Decision, Interview, InterviewDraft, InterviewNeeds, InterviewVersion, Request

NEEDS_MONTHS = 6
"""How long what was needed on the day of an interview is kept when no help runs (our choice); `privacy.QUESTIONS`."""
TEXTS = ("facts", "needs", "agreed")


@dataclass(frozen=True)
class Content:
    """What is signed: `difficulties` maps a difficulty to a severity (0 none … 3 urgent), `steps` are what was agreed, each
    with its day."""

    held_on: date
    mode: str
    minutes: int
    difficulties: dict[str, int] = field(default_factory=dict)
    facts: str = ""
    needs: str = ""
    agreed: str = ""
    next_steps: tuple[str, ...] = ()
    next_on: date | None = None
    steps: tuple[Step, ...] = ()

    def as_content(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "held_on": self.held_on.isoformat(),
            "next_steps": list(self.next_steps),
            "next_on": self.next_on.isoformat() if self.next_on else "",
            "steps": [step.as_content() for step in self.steps],
        }

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Content:
        next_on = content.get("next_on")
        return cls(
            **{
                **content,
                "held_on": date.fromisoformat(content["held_on"]),
                "next_steps": tuple(content["next_steps"]),
                "next_on": date.fromisoformat(next_on) if next_on else None,
                "steps": tuple(Step.from_content(step) for step in content.get("steps", ())),
            }
        )


def begin(*, case_id: UUID, mode: str, by: int) -> UUID:
    """An interview begins: its draft is ready to be typed into. Whoever referred the learner sees `contacted`."""
    with compartment.social_work(by=by, purpose="interview.begin", person=case_id):
        case = access.case_for(by, case_id)
        interview = Interview(
            case=case, author_id=by, begun_at=clock.now(), held_on=clock.today(), mode=mode, minutes=30
        )
        drafts.ensure_box(interview)
        interview.save(force_insert=True)
        _touch(case)
        _record("begin", interview, by)
    return interview.id


def sign(*, interview_id: UUID, sent: Sent, content: Content, author_only: bool, by: int) -> UUID:
    """Sign: the text becomes a version that nobody changes. Signing again amends: the next number, the former one kept.

    What was agreed becomes something to do; a trainee's text waits for her supervisor, who must be able to read it. Refuses an
    empty text, and one beside which another waits that was typed elsewhere.
    """
    if not any(getattr(content, name).strip() for name in TEXTS):
        raise NothingWritten
    with compartment.social_work(by=by, purpose="interview.sign"):
        interview, supervisor = drafts.locked(interview_id, by), supervision.supervisor_of(by)
        if supervisor and author_only:
            raise SupervisorReads
        if drafts.beside(drafts.drafts_of(interview, by=by), sent):
            raise OtherDevice
        version = _add_version(interview, content, author_only, supervisor, by)
        InterviewDraft.objects.filter(interview=interview, saved_by=by).delete()
        interview.held_on, interview.mode, interview.minutes = content.held_on, content.mode, content.minutes
        interview.signed_at = version.signed_at
        interview.save(update_fields=["held_on", "mode", "minutes", "signed_at"])
        agreed.write(interview=interview, steps=content.steps, next_on=content.next_on, secret=author_only)
        supervision.wait_for(version)
        _touch(interview.case)
        _record("sign" if version.number == 1 else "amend", interview, by)
    return version.id


def _add_version(
    interview: Interview, content: Content, author_only: bool, supervisor: int | None, by: int
) -> InterviewVersion:
    number = InterviewVersion.objects.filter(interview=interview).count() + 1
    version = InterviewVersion(
        interview=interview,
        case_id=interview.case_id,
        number=number,
        written_by=by,
        signed_at=clock.now(),
        author_only=author_only,
        supervisor_id=supervisor,
    )
    key = sealing.key_of(interview.case)
    kept = replace(content, needs="").as_content()
    version.sealed_content = sealing.seal(key, kept, what="version", of=version.id)
    version.save(force_insert=True)
    if content.needs:
        InterviewNeeds(
            version=version,
            case_id=version.case_id,
            sealed_words=sealing.seal(key, content.needs, what="needs", of=version.id),
            signed_at=version.signed_at,
        ).save(force_insert=True)
    return version


def read_version(case: Case, version: InterviewVersion, key: bytes | None = None) -> Content:
    """The text of a version, with the needs as long as they are kept; the opening that let it through is the trace of the
    reading."""
    key = key or sealing.key_of(case)
    content = sealing.unseal(key, version.sealed_content, what="version", of=version.id)
    if hasattr(version, "needs"):
        content["needs"] = sealing.unseal(key, version.needs.sealed_words, what="needs", of=version.id)
    return Content.from_content(content)


def old_needs() -> QuerySet[InterviewNeeds]:
    """Answers to "the needs" that are six months old, in files where no help runs. Needs the compartment open for retention."""
    helped = Decision.objects.annotate(last=Coalesce("ended_on", "ends")).filter(last__gte=clock.today())
    old = InterviewNeeds.objects.filter(signed_at__lt=clock.months_before(clock.now(), NEEDS_MONTHS))
    return old.exclude(case__in=helped.values("case"))


def forget_needs() -> int:
    """At night: the rest of the text stays as it was signed."""
    with compartment.task(compartment.Task.RETENTION, purpose="retention.needs"):
        gone, _by_model = old_needs().delete()
        if gone:
            journal.record(
                by=journal.SYSTEM, action="referrals.retention.needs", object_type="referrals.retention", object_id=gone
            )
    return gone


def sign_at_once(*, interview_id: UUID, content: Content, by: int) -> UUID:
    """For the demo and the first run: no page types, so no draft is there."""
    return sign(interview_id=interview_id, sent=Sent(uuid.uuid4()), content=content, author_only=False, by=by)


def _touch(case: Case) -> None:
    Case.objects.filter(id=case.id).update(last_contact_at=clock.now())
    queue.mark_contacted(list(Request.objects.filter(case_id=case.id)))


def note_reading(interview: Interview, *, by: int) -> None:
    """Whose text was read stands in the journal: the opening knows the interview only. Needs the compartment open."""
    _record("read", interview, by)


def _record(what: str, interview: Interview, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.interview.{what}",
        object_type="referrals.interview",
        object_id=interview.id,
        person=str(interview.case_id),
    )
