"""Interviews: a draft that is kept as it is typed, a signature, and amendments that keep what was signed before."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from coop.audit import journal
from coop.web import clock
from referrals import access, compartment, queue, sealing
from referrals.errors import NothingWritten, OtherDevice
from referrals.models import Case, Interview, InterviewDraft, InterviewVersion, Request

TEXTS = ("facts", "needs", "agreed")


@dataclass(frozen=True)
class Content:
    """What the form holds: `difficulties` maps a difficulty to a severity (0 none … 3 urgent)."""

    held_on: date
    mode: str
    minutes: int
    difficulties: dict[str, int] = field(default_factory=dict)
    facts: str = ""
    needs: str = ""
    agreed: str = ""
    next_steps: tuple[str, ...] = ()
    next_on: date | None = None

    def as_content(self) -> dict[str, Any]:
        return {
            **self.__dict__,
            "held_on": self.held_on.isoformat(),
            "next_steps": list(self.next_steps),
            "next_on": self.next_on.isoformat() if self.next_on else "",
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
            }
        )


@dataclass(frozen=True)
class Kept:
    """A draft as it is kept: `conflict` when another device typed something that this one has not seen."""

    revision: int
    saved_at: datetime
    conflict: bool


@dataclass(frozen=True)
class Draft:
    device: UUID
    revision: int
    saved_at: datetime
    content: Content

    @property
    def texts(self) -> list[str]:
        return [text for name in TEXTS if (text := getattr(self.content, name))]


def begin(*, case_id: UUID, mode: str, by: int) -> UUID:
    """An interview begins: its draft is ready to be typed into. Whoever referred the learner sees `contacted`."""
    with compartment.social_work(by=by, purpose="interview.begin", person=case_id):
        case = access.case_for(by, case_id)
        interview = Interview(
            case=case, author_id=by, begun_at=clock.now(), held_on=clock.today(), mode=mode, minutes=30
        )
        interview.save(force_insert=True)
        _touch(case)
        _record("begin", interview, by)
    return interview.id


def save_draft(*, interview_id: UUID, device: UUID, seen: int, content: Content, by: int) -> Kept:
    """Keep what one device has typed. `seen` is the last revision that device knew; what another one typed since stays
    beside it, and the answer says so."""
    with compartment.social_work(by=by, purpose="interview.draft"):
        interview = _locked(interview_id, by)
        drafts = list(InterviewDraft.objects.filter(interview=interview, saved_by=by))
        revision = max((draft.revision for draft in drafts), default=0) + 1
        mine = next((draft for draft in drafts if draft.device == device), None) or InterviewDraft(
            id=uuid.uuid4(), interview=interview, case_id=interview.case_id, device=device, saved_by=by
        )
        fresh = mine._state.adding
        mine.revision, mine.saved_at = revision, clock.now()
        mine.sealed_content = _seal_draft(interview.case, mine.id, content)
        mine.save(force_insert=fresh, force_update=not fresh)
        return Kept(revision, mine.saved_at, _unseen(drafts, device, seen))


def _unseen(drafts: list[InterviewDraft], device: UUID, seen: int) -> bool:
    return any(draft.device != device and draft.revision > seen for draft in drafts)


def drafts_of(interview: Interview, *, by: int) -> list[Draft]:
    """One's own drafts, newest first. Needs an open compartment."""
    rows = InterviewDraft.objects.filter(interview=interview, saved_by=by).order_by("-revision")
    return [Draft(row.device, row.revision, row.saved_at, _open_draft(interview.case, row)) for row in rows]


def sign(*, interview_id: UUID, device: UUID, seen: int, content: Content, author_only: bool, by: int) -> UUID:
    """Sign: the text becomes a version that nobody changes. Signing again amends: the next number, the former one kept.

    Refuses an empty text, and a text typed beside another device's that was not looked at.
    """
    if not any(getattr(content, name).strip() for name in TEXTS):
        raise NothingWritten
    with compartment.social_work(by=by, purpose="interview.sign"):
        interview = _locked(interview_id, by)
        drafts = list(InterviewDraft.objects.filter(interview=interview, saved_by=by))
        if _unseen(drafts, device, seen):
            raise OtherDevice
        version = _add_version(interview, content, author_only, by)
        InterviewDraft.objects.filter(interview=interview, saved_by=by).delete()
        interview.held_on, interview.mode, interview.minutes = content.held_on, content.mode, content.minutes
        interview.signed_at = version.signed_at
        interview.save(update_fields=["held_on", "mode", "minutes", "signed_at"])
        _touch(interview.case)
        _record("sign" if version.number == 1 else "amend", interview, by)
    return version.id


def _add_version(interview: Interview, content: Content, author_only: bool, by: int) -> InterviewVersion:
    number = InterviewVersion.objects.filter(interview=interview).count() + 1
    version = InterviewVersion(
        interview=interview,
        case_id=interview.case_id,
        number=number,
        written_by=by,
        signed_at=clock.now(),
        author_only=author_only,
    )
    key = sealing.key_of(interview.case)
    version.sealed_content = sealing.seal(key, content.as_content(), what="version", of=version.id)
    version.save(force_insert=True)
    return version


def read_version(case: Case, version: InterviewVersion, key: bytes | None = None) -> Content:
    """The text of a version; the opening that let it through is the trace of the reading."""
    content = sealing.unseal(key or sealing.key_of(case), version.sealed_content, what="version", of=version.id)
    return Content.from_content(content)


def _locked(interview_id: UUID, by: int) -> Interview:
    access.own_interview_for(by, interview_id)
    return Interview.objects.select_for_update(of=("self",)).select_related("case").get(id=interview_id)


def _touch(case: Case) -> None:
    Case.objects.filter(id=case.id).update(last_contact_at=clock.now())
    queue.mark_contacted(list(Request.objects.filter(case_id=case.id)))


def _seal_draft(case: Case, number: UUID, content: Content) -> bytes:
    return sealing.seal(sealing.key_of(case), content.as_content(), what="draft", of=number)


def _open_draft(case: Case, row: InterviewDraft) -> Content:
    return Content.from_content(sealing.unseal(sealing.key_of(case), row.sealed_content, what="draft", of=row.id))


def _record(what: str, interview: Interview, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.interview.{what}",
        object_type="referrals.interview",
        object_id=interview.id,
        person=str(interview.case_id),
    )
