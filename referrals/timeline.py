"""The file as it is read: who, what is granted, and everything that happened, latest first.

What the reader may not see is counted and announced, never passed over in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pantry import pickups
from referrals import access, agreed, authorities, check_ins, compartment, emergencies, identity, plan, sealing
from referrals.cases import volunteer_number
from referrals.identity import Identity
from referrals.models import (
    Appointment,
    AuthorityReport,
    Case,
    CaseMessage,
    CheckIn,
    CircleMember,
    Decision,
    EmergencyGrant,
    EmergencyReading,
    FollowUp,
    Interview,
    InterviewDraft,
    InterviewVersion,
    Pause,
    Request,
)
from referrals.models.requests import Difficulty
from referrals.plan import Line


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `words` are already sentences; `state` is a word with its own tag."""

    at: datetime
    icon: str
    title: str | Promise
    words: tuple[object, ...] = ()
    state: str | Promise = ""
    interview_id: UUID | None = None
    by: int | None = None
    ahead: bool = False


@dataclass(frozen=True)
class ToDo:
    """`words` are those of the interview in which it was agreed."""

    id: UUID
    kind: str
    label: str
    due_on: date
    words: str


@dataclass(frozen=True)
class File:
    """What the page of a file shows."""

    case: Case
    who: Identity
    entries: list[Entry]
    hidden: int
    plan: list[Line]
    over: list[Line]
    appointments: list[Appointment]
    drafts: list[Interview]
    to_do: list[ToDo]
    circle: list[int]
    unread: int
    volunteer: int | None = None
    open_requests: list[Request] = field(default_factory=list)


def read(*, case_id: UUID, by: int) -> File:
    """Open one file; the opening is the trace of the reading."""
    with compartment.social_work(by=by, purpose="case.read", person=case_id):
        case = access.case_for(by, case_id)
        key = sealing.key_of(case)
        interviews = list(Interview.objects.filter(case=case))
        texts = InterviewVersion.objects.filter(case=case).select_related("co_signature").order_by("number")
        visible = {version.interview_id: version for version in texts}
        typed = set(InterviewDraft.objects.filter(case=case, saved_by=by).values_list("interview_id", flat=True))
        requests = list(Request.objects.filter(case=case))
        appointments = list(Appointment.objects.filter(case=case).order_by("starts_at"))
        lines = plan.lines_of(case, key, Decision.objects.filter(case=case).order_by("-starts", "id"))
        at_once = list(EmergencyGrant.objects.filter(case=case))
        numbers = [*([case.beneficiary] if case.beneficiary else []), *(grant.beneficiary for grant in at_once)]
        baskets = pickups.pickups_of(numbers) if numbers else []
        entries = [
            *_opened(case),
            *(_request(row, key=sealing.key_of(row)) for row in requests),
            *(_interview(row, visible[row.id]) for row in interviews if row.id in visible),
            *(_decision(line) for line in lines),
            *(entry for line in lines for entry in _ended(line)),
            *(_appointment(row) for row in appointments if row.state != Appointment.State.BOOKED),
            *(_basket(row) for row in baskets if row.state in ("collected", "missed")),
            *(_at_once(row) for row in at_once),
            *(_pause(row) for row in Pause.objects.filter(case=case)),
            *(_check_in(row, key) for row in CheckIn.objects.filter(case=case)),
            *(_authority(row, key) for row in AuthorityReport.objects.filter(case=case)),
            *(_emergency(case, row, key) for row in EmergencyReading.objects.filter(case=case)),
        ]
        return File(
            case=case,
            who=identity.of_row(case, key),
            entries=sorted(entries, key=lambda entry: entry.at, reverse=True),
            hidden=sum(1 for row in interviews if _holds_more(row, visible.get(row.id))),
            plan=plan.in_order(line for line in lines if line.is_current),
            over=[line for line in lines if not line.is_current],
            appointments=[row for row in appointments if row.state == Appointment.State.BOOKED],
            drafts=[row for row in interviews if row.author_id == by and (row.id in typed or row.signed_at is None)],
            to_do=[_to_do(row, key) for row in FollowUp.objects.filter(case=case, done_at=None).order_by("due_on")],
            circle=list(CircleMember.objects.filter(case=case, until=None).values_list("user_id", flat=True)),
            unread=CaseMessage.objects.filter(case=case, written_by=CaseMessage.LEARNER, read_at=None).count(),
            volunteer=volunteer_number(case, key),
            open_requests=[row for row in requests if row.closed_at is None],
        )


def _holds_more(row: Interview, last: InterviewVersion | None) -> bool:
    """The last signed text, the whole or an addition, is not for this reader."""
    return row.signed_at is not None and (last is None or last.signed_at < row.signed_at)


def _to_do(row: FollowUp, key: bytes) -> ToDo:
    words = agreed.words_of(row.id, row.sealed_words, key)
    return ToDo(row.id, row.kind, str(row.get_kind_display()), row.due_on, words)


def _opened(case: Case) -> list[Entry]:
    return [Entry(case.opened_at, "folder2-open", _("File opened"), by=case.opened_by)]


def _request(row: Request, key: bytes) -> Entry:
    note = sealing.unseal(key, row.sealed_note, what="note", of=row.id)
    noticed = [Difficulty(value).label for value in note.get("difficulties", ())]
    words = (
        note.get("referrer", ""),
        " · ".join(str(label) for label in noticed),
        note.get("sentence", ""),
        note.get("when", ""),
    )
    title = _("Referred by staff") if row.source == "staff" else _("Asked for help")
    return Entry(row.asked_at, "inbox", title, tuple(word for word in words if word), row.get_urgency_display())


def _interview(row: Interview, latest: InterviewVersion) -> Entry:
    words = (row.get_mode_display(), _("%(minutes)s min") % {"minutes": row.minutes})
    waits = _("waits for a co-signature") if latest.supervisor_id and not latest.is_co_signed else ""
    at = row.begun_at if timezone.localdate(row.begun_at) == row.held_on else _noon(row.held_on)
    return Entry(at, "journal-text", _("Interview"), words, waits, interview_id=row.id, by=row.author_id)


def _decision(line: Line) -> Entry:
    row = line.decision
    words = (*([line.label] if line.label else []), row.starts, row.ends)
    return Entry(row.decided_at, "check2-circle", row.get_kind_display(), words, by=row.decided_by)


def _ended(line: Line) -> list[Entry]:
    """Ended early, taken back before it began, or brought back."""
    row, found = line.decision, []
    if row.ended_at:
        title = _("Help ended early") if row.began else _("Help taken back before it began")
        words = (row.get_kind_display(), *([row.ended_on] if row.began else []))
        found.append(Entry(row.ended_at, "stop-circle", title, words, by=row.ended_by))
    if row.returned_at:
        found.append(
            Entry(row.returned_at, "book", _("Book came back"), (line.label, row.returned_on), by=row.returned_by)
        )
    return found


def _appointment(row: Appointment) -> Entry:
    return Entry(row.starts_at, "calendar3", _("Appointment"), (row.get_mode_display(),), row.get_state_display())


def _basket(row: pickups.Pickup) -> Entry:
    came = row.state == "collected"
    title = _("Basket collected") if came else _("Basket not collected")
    at = row.collected_at or timezone.make_aware(datetime.combine(row.date, row.ends_at))
    return Entry(at, "bag-check" if came else "bag-x", title, row.lines)


def _at_once(row: EmergencyGrant) -> Entry:
    return Entry(row.granted_at, "lightning", _("Emergency basket, given by the coordination"), by=row.granted_by)


def _pause(row: Pause) -> Entry:
    return Entry(row.made_at, "pause-circle", _("Not this week"), (row.starts, row.ends))


def _check_in(row: CheckIn, key: bytes) -> Entry:
    word = check_ins.read(row, key)
    mood = CheckIn.Mood(word.mood).label if word.mood else ""
    words = tuple(each for each in (mood, word.sentence) if each)
    state = FollowUp.Kind.TALK.label if word.wants_to_talk else ""
    return Entry(row.written_at, "chat-left-text", _("A word at hand-over"), words, state, by=row.written_by)


def _authority(row: AuthorityReport, key: bytes) -> Entry:
    told = authorities.read(row, key)
    words = tuple(each for each in (told.authority, told.what, told.reference) if each)
    at = row.made_at if timezone.localdate(row.made_at) == row.reported_on else _noon(row.reported_on)
    return Entry(at, "megaphone", _("An authority was told"), words, row.get_ground_display(), by=row.decided_by)


def _emergency(case: Case, row: EmergencyReading, key: bytes) -> Entry:
    words = (emergencies.reason_of(case, row, key),)
    return Entry(row.opened_at, "exclamation-triangle", _("Opened in an emergency"), words, by=row.opened_by)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
