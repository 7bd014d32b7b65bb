"""A word at hand-over: staff leave it about a bag, the application finds the file, the writer learns nothing.

Leaving is insert-only, like asking: the writer's opening reads nothing, so that a number of a bag, of nobody and of another week
take the same way. A moment later a task of the timetable asks the pantry whose number it is and seals the word into that file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from coop.audit import journal
from coop.vault import envelope
from coop.web import clock
from coop.web.access import theirs
from pantry import pickups
from referrals import cases, compartment, people, sealing
from referrals.models import Case, CheckIn, FollowUp

RECENT = timedelta(days=14)
"""How long after a distribution a word about one of its bags may be left."""
MOST_DAYS = 3
AT_ONCE = 200
KEPT_UNCLAIMED = timedelta(days=14)


@dataclass(frozen=True)
class Word:
    """What was said: how somebody does (or empty), whether they want to talk, a sentence."""

    mood: str = ""
    wants_to_talk: bool = False
    sentence: str = ""


@dataclass(frozen=True)
class Unclaimed:
    """A word about a bag that nobody had: its number may have been misread."""

    id: UUID
    number: int
    writer: str
    written_at: datetime
    word: Word


def days() -> list[tuple[int, date]]:
    """The distributions about whose bags a word may be left, the latest first."""
    today = clock.today()
    return pickups.days_between(today - RECENT, today)[:MOST_DAYS]


def leave(*, distribution_id: int, number: int, word: Word, by: int) -> None:
    """Leave a word about a bag. The same statements run for every number; nothing is looked up."""
    key, wrapped = envelope.new_key()
    row = CheckIn(
        written_at=clock.now(), written_by=by, distribution_id=distribution_id, number=number, wrapped_key=wrapped
    )
    row.sealed_content = sealing.seal(key, asdict(word), what="check_in", of=row.id)
    with compartment.leaving_a_word(by=by):
        row.save(force_insert=True)
        journal.record(by=by, action="referrals.check_in.leave", object_type="referrals.checkin", object_id=row.id)


def sort_in() -> int:
    """Put the words that wait into their files; how many found one. May run as often as one likes, twice at once too."""
    found = 0
    with compartment.task(compartment.Task.CHECK_INS):
        waiting = CheckIn.objects.filter(case=None, looked_at=None).order_by("written_at")
        for row in waiting.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE]:
            whose = pickups.beneficiary_of(row.distribution_id or 0, row.number or 0)
            case = Case.objects.filter(beneficiary=whose).first() if whose else None
            if case is None:
                CheckIn.objects.filter(id=row.id).update(looked_at=clock.now())
            else:
                _put_into(case, row)
                found += 1
    return found


def _put_into(case: Case, row: CheckIn) -> None:
    """The same row under the file's key and without the bag's number: the file keeps the day and the word."""
    word = read(row)
    filed = CheckIn(id=row.id, case=case, written_at=row.written_at, written_by=row.written_by, looked_at=clock.now())
    filed.sealed_content = sealing.seal(sealing.key_of(case), asdict(word), what="check_in", of=row.id)
    CheckIn.objects.filter(id=row.id).delete()
    filed.save(force_insert=True)
    if word.wants_to_talk:
        about, kind = f"check_in:{row.id}", FollowUp.Kind.TALK
        cases.note_to_do(case_id=case.id, kind=kind, about=about, due_on=clock.today())
    journal.record(
        by=journal.SYSTEM,
        action="referrals.check_in.file",
        object_type="referrals.checkin",
        object_id=row.id,
        person=str(case.id),
    )


def read(row: CheckIn, key: bytes | None = None) -> Word:
    """`key` is the file's, once it is in one; before, the row has its own."""
    opened = key or envelope.unwrap(bytes(row.wrapped_key or b""))
    return Word(**sealing.unseal(opened, row.sealed_content, what="check_in", of=row.id))


def unclaimed() -> list[Unclaimed]:
    """The words that found nobody, the latest first. Needs the compartment open for social work."""
    rows = CheckIn.objects.filter(case=None, looked_at__isnull=False).annotate(writer=people.name_of("written_by"))
    latest = rows.order_by("-written_at", "id")[:25]
    return [Unclaimed(row.id, row.number or 0, row.writer or "", row.written_at, read(row)) for row in latest]


def seen(*, check_in_id: UUID, by: int) -> None:
    """A social worker has read a word that found nobody; it goes."""
    with compartment.social_work(by=by, purpose="check_in.seen"):
        row = theirs(CheckIn.objects.filter(case=None, looked_at__isnull=False), check_in_id)
        CheckIn.objects.filter(id=row.id).delete()
        journal.record(by=by, action="referrals.check_in.drop", object_type="referrals.checkin", object_id=check_in_id)


def forget_unclaimed() -> int:
    """At night: words that found nobody and that nobody looked at in two weeks; how many went."""
    with compartment.task(compartment.Task.CHECK_INS, purpose="check_in.forget"):
        old = CheckIn.objects.filter(case=None, looked_at__lt=clock.now() - KEPT_UNCLAIMED)
        gone, _by_model = old.delete()
    return gone
