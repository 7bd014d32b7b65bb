"""What is being typed: one draft for each page that types, kept as it stands, finished or not; nothing typed elsewhere is covered.

A page says which draft it began with (`base`) and takes it over with its first keystroke; whatever another page typed meanwhile
stays a draft of its own, beside it, until somebody chooses. A page without network seals what is typed to the public half of the
interview's box and keeps that letter on the device; sent later, by the same person, it becomes a draft like any other.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from coop.vault import blind, box
from coop.vault.errors import BrokenEnvelope
from coop.web import clock
from referrals import access, compartment, sealing
from referrals.errors import UnreadableLetter
from referrals.models import Case, Interview, InterviewDraft

Typed = dict[str, list[str]]
"""The fields of a form as a browser sends them, valid or not."""
LONGEST = 20_000
MOST_VALUES = 20


@dataclass(frozen=True)
class Sent:
    """What a page sends. `turn` counts its sendings, so that an older one never covers a later one; 0 without a script."""

    device: UUID
    base: int = 0
    turn: int = 0
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A draft as it is kept; `others` when a text typed elsewhere waits beside it."""

    revision: int
    saved_at: datetime
    others: bool


@dataclass(frozen=True)
class Draft:
    device: UUID
    revision: int
    saved_at: datetime
    aside: bool
    typed: Typed


def save(*, interview_id: UUID, sent: Sent, by: int) -> Kept:
    """Keep what one page has typed."""
    with compartment.social_work(by=by, purpose="interview.draft"):
        return _save(locked(interview_id, by), sent, by)


def receive(*, interview_id: UUID, letter: bytes, by: int) -> Kept:
    """Keep what was typed without network, sealed by the page of the same person for this interview. Refuses any other."""
    with compartment.social_work(by=by, purpose="interview.letter"):
        interview = locked(interview_id, by)
        return _save(interview, _open_letter(interview, letter, by), by)


def put_aside(*, interview_id: UUID, device: UUID, by: int) -> None:
    """This text was looked at and not chosen. It stays readable until the interview is signed."""
    with compartment.social_work(by=by, purpose="interview.draft"):
        own = InterviewDraft.objects.filter(interview=locked(interview_id, by), saved_by=by)
        own.filter(device=device).update(aside=True)


def drafts_of(interview: Interview, *, by: int) -> list[Draft]:
    """One's own drafts, newest first. Needs an open compartment."""
    rows = InterviewDraft.objects.filter(interview=interview, saved_by=by).order_by("-revision")
    key = sealing.key_of(interview.case)
    return [Draft(row.device, row.revision, row.saved_at, row.aside, _read(row, key)) for row in rows]


def beside(drafts: list[Draft], sent: Sent) -> list[Draft]:
    """The drafts that say something else than this page, and that nobody has put aside yet."""
    mine = _mine(drafts, sent)
    return [each for each in drafts if each is not mine and not each.aside and not same(each.typed, sent.typed)]


def same(one: Typed, other: Typed) -> bool:
    return _filled(one) == _filled(other)


def joined(mine: Typed, other: Typed, names: tuple[str, ...]) -> Typed:
    """Both texts in each of these fields, one below the other; what the first has in the rest, completed by the second."""
    both = {name: values for name, values in other.items() if any(values)} | _filled(mine)
    for name in names:
        texts = [text for typed in (mine, other) for text in typed.get(name, []) if text.strip()]
        both[name] = ["\n\n".join(dict.fromkeys(texts))]
    return both


def owner_of(user_id: int) -> str:
    """Under what a device keeps somebody's letters: the same for each of their sign-ins, and no number of an account."""
    return blind.digest("referrals.letters", str(user_id)).hex()[:32]


def ensure_box(interview: Interview) -> bytes:
    """The public half of the interview's box, made when there is none. Needs an open compartment."""
    if not interview.box_public:
        new = box.new_box()
        interview.box_public = new.public
        private = new.private.hex()
        interview.sealed_box = sealing.seal(sealing.key_of(interview.case), private, what="box", of=interview.id)
        if not interview._state.adding:
            interview.save(update_fields=["box_public", "sealed_box"])
    return bytes(interview.box_public)


def context_of(interview_id: UUID, owner: str) -> str:
    """What a letter is bound to: this interview and this person."""
    return f"interview:{interview_id}:{owner}"


def locked(interview_id: UUID, by: int) -> Interview:
    access.own_interview_for(by, interview_id)
    return Interview.objects.select_for_update(of=("self",)).select_related("case").get(id=interview_id)


def _save(interview: Interview, sent: Sent, by: int) -> Kept:
    rows = list(InterviewDraft.objects.filter(interview=interview, saved_by=by))
    mine = _mine(rows, sent)
    if mine is None:
        mine = InterviewDraft(id=uuid.uuid4(), interview=interview, case_id=interview.case_id, saved_by=by)
    elif mine.device == sent.device and 0 < sent.turn <= mine.turn:
        return Kept(mine.revision, mine.saved_at, others=_others(interview.case, rows, mine, sent))
    mine.device, mine.turn, mine.aside = sent.device, sent.turn, False
    mine.revision = max((row.revision for row in rows), default=0) + 1
    mine.saved_at = clock.now()
    mine.sealed_content = sealing.seal(sealing.key_of(interview.case), _bounded(sent.typed), what="draft", of=mine.id)
    fresh = mine._state.adding
    mine.save(force_insert=fresh, force_update=not fresh)
    return Kept(mine.revision, mine.saved_at, others=_others(interview.case, rows, mine, sent))


def _mine(rows: list[Any], sent: Sent) -> Any:
    """The draft of this page: its own, or the one it began with, as long as nobody typed there since."""
    own = next((row for row in rows if row.device == sent.device), None)
    return own or next((row for row in rows if sent.base and row.revision == sent.base), None)


def _others(case: Case, rows: list[InterviewDraft], mine: InterviewDraft, sent: Sent) -> bool:
    waiting = [row for row in rows if row.id != mine.id and not row.aside]
    key = sealing.key_of(case) if waiting else b""
    return any(not same(_read(row, key), sent.typed) for row in waiting)


def _read(row: InterviewDraft, key: bytes) -> Typed:
    return sealing.unseal(key, row.sealed_content, what="draft", of=row.id)


def _filled(typed: Typed) -> Typed:
    """Without the empty fields, and with one way to end a line: a page read back is the page that was typed."""
    found = {name: [value.replace("\r\n", "\n").strip() for value in values] for name, values in typed.items()}
    return {name: values for name, values in found.items() if any(values)}


def _bounded(typed: Typed) -> Typed:
    return {name[:40]: [value[:LONGEST] for value in values[:MOST_VALUES]] for name, values in typed.items()}


def _open_letter(interview: Interview, letter: bytes, by: int) -> Sent:
    if interview.sealed_box is None:
        raise UnreadableLetter
    private = sealing.unseal(sealing.key_of(interview.case), interview.sealed_box, what="box", of=interview.id)
    try:
        content = box.take_out(bytes.fromhex(private), letter, context=context_of(interview.id, owner_of(by)))
        said = json.loads(content)
        typed = {str(name): [_clean(value) for value in values] for name, values in said["typed"].items()}
        return Sent(UUID(said["device"]), max(int(said["base"]), 0), max(int(said["turn"]), 0), typed)
    except (BrokenEnvelope, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnreadableLetter from problem


def _clean(value: object) -> str:
    """A text that can be sealed and shown: no half characters, no NUL."""
    return str(value).encode("utf-8", "replace").decode().replace("\x00", "")
