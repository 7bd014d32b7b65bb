"""Messages between the circle and the learner: written here, read on the own page, announced by a mail that says nothing.

An answer is something to do for the social worker until somebody of the circle has read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.audit import journal
from coop.web import clock
from referrals import access, compartment, identity, limits, notifications, sealing
from referrals.cases import Head, head_of, note_to_do
from referrals.errors import NoAddress
from referrals.models import Case, CaseMessage, FollowUp

SHOWN = 60
LEARNER = CaseMessage.LEARNER


@dataclass(frozen=True)
class Said:
    """One message as it is read. `new`: the reader had not seen it."""

    id: UUID
    by: int
    at: datetime
    text: str
    read_at: datetime | None
    new: bool = False

    @property
    def by_learner(self) -> bool:
        return self.by == LEARNER


def write(*, case_id: UUID, text: str, by: int) -> UUID:
    """To the learner. Refuses somebody without an address: they have no page to read it on."""
    with compartment.social_work(by=by, purpose="message.write", person=case_id):
        case = access.case_for(by, case_id)
        who = identity.of_row(case)
        if not who.email:
            raise NoAddress
        message = _keep(case, text, by)
        notifications.news(case=case, who=who, about=f"message.{message.id}")
    return message.id


def answer(*, case_id: UUID, text: str) -> UUID:
    """From the learner. It is a contact, and something to do for the circle, once until it is read."""
    limits.letter(case_id=case_id)
    with compartment.learner(person=case_id, purpose="message.answer"):
        case = Case.objects.get(id=case_id)
        message = _keep(case, text, LEARNER)
        waits = FollowUp.objects.filter(case=case, kind=FollowUp.Kind.MESSAGE, done_at=None).exists()
        if not waits:
            note_to_do(case_id=case_id, kind=FollowUp.Kind.MESSAGE, about=f"message:{message.id}", due_on=clock.today())
        Case.objects.filter(id=case_id).update(last_contact_at=clock.now())
    return message.id


def read(*, case_id: UUID, by: int) -> tuple[Head, list[Said]]:
    """For the circle, oldest first; what the learner wrote is read from now on, and no longer something to do."""
    with compartment.social_work(by=by, purpose="message.read", person=case_id):
        case = access.case_for(by, case_id)
        said = _said(case, new_from=lambda row: row.written_by == LEARNER)
        now = clock.now()
        CaseMessage.objects.filter(case=case, written_by=LEARNER, read_at=None).update(read_at=now)
        FollowUp.objects.filter(case=case, kind=FollowUp.Kind.MESSAGE, done_at=None).update(done_at=now, done_by=by)
        return head_of(case), said


def own(*, case_id: UUID) -> list[Said]:
    """For the learner, oldest first; what was written to them is read from now on."""
    with compartment.learner(person=case_id, purpose="message.own"):
        case = Case.objects.get(id=case_id)
        said = _said(case, new_from=lambda row: row.written_by != LEARNER)
        CaseMessage.objects.filter(case=case, read_at=None).exclude(written_by=LEARNER).update(read_at=clock.now())
        return said


def unread_of(case: Case) -> int:
    """How many wait for the learner. Needs an opening that may read them."""
    return CaseMessage.objects.filter(case=case, read_at=None).exclude(written_by=LEARNER).count()


def copy_of(case: Case, key: bytes) -> list[dict[str, str]]:
    """All of them, for the person's copy. Needs an opening that may read them."""
    rows = CaseMessage.objects.filter(case=case).order_by("written_at", "id")
    return [
        {
            "written_at": row.written_at.isoformat(),
            "from": "learner" if row.written_by == LEARNER else "social_worker",
            "text": _text(row, key),
        }
        for row in rows
    ]


def _said(case: Case, new_from) -> list[Said]:
    key = sealing.key_of(case)
    rows = list(CaseMessage.objects.filter(case=case).order_by("-written_at", "-id")[:SHOWN])
    return [
        Said(
            row.id, row.written_by, row.written_at, _text(row, key), row.read_at, row.read_at is None and new_from(row)
        )
        for row in reversed(rows)
    ]


def _text(row: CaseMessage, key: bytes) -> str:
    return sealing.unseal(key, row.sealed_text, what="message", of=row.id)


def _keep(case: Case, text: str, by: int) -> CaseMessage:
    row = CaseMessage(case=case, written_by=by, written_at=clock.now())
    row.sealed_text = sealing.seal(sealing.key_of(case), text, what="message", of=row.id)
    row.save(force_insert=True)
    journal.record(
        by=by,
        action="referrals.message.write",
        object_type="referrals.message",
        object_id=row.id,
        person=str(case.id),
    )
    return row
