"""The social worker's day as she reads it: appointments and free times, who waits, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, CharField, DateField, DateTimeField, QuerySet, UUIDField, Value
from django.db.models.functions import TruncDate
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from coop.school import presence
from coop.web import clock
from referrals import access, agreed, check_ins, compartment, identity, queue, sealing
from referrals.models import Appointment, EmergencyGrant, FollowUp
from referrals.sealing import Sealed

State = Appointment.State
AT_ONCE = "emergency_basket"


@dataclass(frozen=True)
class Row:
    """One line of the agenda; without an appointment it is a free time. `name` is empty outside the reader's circles.
    `call`: no mail reminds them, this number would."""

    starts_at: datetime
    ends_at: datetime
    id: UUID | None = None
    name: str = ""
    mode: str = ""
    state: str = ""
    state_label: str = ""
    case_id: UUID | None = None
    request_id: UUID | None = None
    is_next: bool = False
    call: str = ""

    @property
    def is_past(self) -> bool:
        return self.ends_at <= clock.now() or self.state in (State.CAME, State.DID_NOT_COME, State.EXCUSED)

    @property
    def minutes_until(self) -> int:
        return round((self.starts_at - clock.now()).total_seconds() / 60)


@dataclass(frozen=True)
class ToDo:
    """Something to do in a file; or, without one, a basket that was given at once."""

    id: UUID
    case_id: UUID | None
    name: str
    kind: str
    kind_label: str
    due_on: date
    words: str = ""


@dataclass(frozen=True)
class Morning:
    rows: list[Row]
    waiting: list[queue.Waiting]
    to_do: list[ToDo]

    @property
    def appointments(self) -> int:
        return sum(1 for row in self.rows if row.id)


def morning(*, by: int) -> Morning:
    """Today, the queue, what is to be done: one opening, and one statement for all that has a name and a date."""
    today = clock.today()
    free = presence.slots(start=today, end=today, user=by)
    with compartment.social_work(by=by, purpose="morning.read"):
        lines = list(_booked(by, today, today).union(_open_tasks(by)[:5], _given_at_once()[:5], all=True))
        waiting = queue.waiting(by=by)
    rows = _with_free([_row(*line) for line in lines if line[DUE] is None], free)
    to_do = [_task(*line) for line in lines if line[DUE]]
    return Morning(rows=_mark_next(rows), waiting=waiting, to_do=sorted(to_do, key=lambda each: each.due_on))


def agenda(*, by: int, start: date) -> list[tuple[date, list[Row]]]:
    """Seven days from `start`, each with its booked and free times."""
    end = start + timedelta(days=6)
    free = presence.slots(start=start, end=end, user=by)
    with compartment.social_work(by=by, purpose="agenda.read"):
        lines = list(_booked(by, start, end))
    rows = _mark_next(_with_free([_row(*line) for line in lines], free))
    days = [start + timedelta(days=offset) for offset in range(7)]
    by_day = {day: [row for row in rows if timezone.localdate(row.starts_at) == day] for day in days}
    return [(day, found) for day, found in by_day.items() if found]


@dataclass(frozen=True)
class Waits:
    """Everybody who waits: those in the queue, helped people who want to talk, and words that found nobody."""

    requests: list[queue.Waiting]
    talks: list[ToDo]
    unclaimed: list[check_ins.Unclaimed]


def who_waits(*, by: int) -> Waits:
    with compartment.social_work(by=by, purpose="queue.read"):
        talks = list(_open_tasks(by).filter(kind=FollowUp.Kind.TALK)[:50])
        return Waits(queue.waiting(by=by), [_task(*line) for line in talks], check_ins.unclaimed())


def one_request(*, request_id: UUID, by: int) -> queue.Waiting:
    """One request of the queue, with who it may already be."""
    with compartment.social_work(by=by, purpose="request.read"):
        access.request_for(by, request_id)
        return next((each for each in queue.waiting(by=by) if each.id == request_id), None) or _gone()


def _gone() -> queue.Waiting:
    raise Http404


def to_do(*, by: int) -> list[ToDo]:
    with compartment.social_work(by=by, purpose="tasks.read"):
        lines = list(_open_tasks(by)[:200].union(_given_at_once()[:50], all=True))
    return sorted((_task(*line) for line in lines), key=lambda each: each.due_on)


DUE = 3
NO_DAY, NO_TIME = Value(None, output_field=DateField()), Value(None, output_field=DateTimeField())
NO_WORD, NO_NUMBER = Value(None, output_field=CharField()), Value(None, output_field=UUIDField())
NO_BYTES = Value(None, output_field=BinaryField())


def _open_tasks(by: int) -> QuerySet[FollowUp, tuple[Any, ...]]:
    """The lines of what is to be done, in the columns of `_booked`."""
    rows = access.follow_ups_of(by).order_by("due_on", "made_at", "id")
    return rows.values_list(
        "id", "made_at", NO_TIME, "due_on", "kind", NO_WORD, "case_id", "case__wrapped_key", "case__sealed_identity",
        NO_NUMBER, NO_BYTES, "sealed_words",
    )  # fmt: skip


def _given_at_once() -> QuerySet[EmergencyGrant, tuple[Any, ...]]:
    """Baskets given while no social worker was there, in the same columns: every social worker settles them."""
    rows = EmergencyGrant.objects.filter(settled_at=None).order_by("granted_at", "id")
    return rows.values_list(
        "id", "granted_at", NO_TIME, TruncDate("granted_at"), Value(AT_ONCE), NO_WORD, NO_NUMBER, "wrapped_key",
        "sealed_identity", NO_NUMBER, NO_BYTES, NO_BYTES,
    )  # fmt: skip


def _booked(by: int, start: date, end: date) -> QuerySet[Appointment, tuple[Any, ...]]:
    """The lines of the agenda: times, and the sealed names of those whose rows the reader may see."""
    begin = timezone.make_aware(datetime.combine(start, time.min))
    finish = timezone.make_aware(datetime.combine(end, time.max))
    found = Appointment.objects.filter(social_worker_id=by, starts_at__range=(begin, finish))
    return found.exclude(state=State.CANCELLED).values_list(
        "id", "starts_at", "ends_at", NO_DAY, "mode", "state", "case_id", "case__wrapped_key", "case__sealed_identity",
        "request_id", "request__wrapped_key", "request__sealed_identity",
    )  # fmt: skip


def _task(number: UUID, _at: Any, _end: Any, due_on: date, kind: str, _state: Any, *who: Any) -> ToDo:
    if kind == AT_ONCE:
        given = Sealed(number, who[1], who[2])
        return ToDo(number, None, identity.of_row(given).name, kind, gettext("Emergency basket to settle"), due_on)
    file = Sealed(*who[:3])
    key = sealing.key_of(file)
    words = agreed.words_of(number, who[5], key)
    return ToDo(number, file.id, identity.of_row(file, key).name, kind, str(FollowUp.Kind(kind).label), due_on, words)


def _row(number: UUID, starts: datetime, ends: datetime, _due: Any, mode: str, state: str, *who: Any) -> Row:
    """A row that the reader may not see comes without its key: the time is hers, the name is not."""
    file, request = Sealed(*who[:3]), Sealed(*who[3:])
    known = next((each for each in (file, request) if each.wrapped_key), None)
    person = identity.of_row(known) if known else None
    ahead = state == State.BOOKED and starts > clock.now()
    return Row(
        starts_at=starts,
        ends_at=ends,
        id=number,
        name=person.name if person else "",
        call=person.phone if person and ahead and not person.email else "",
        mode=str(Appointment.Mode(mode).label),
        state=state,
        state_label=str(State(state).label),
        case_id=file.id if known is file else None,
        request_id=request.id if known is request else None,
    )


def _with_free(booked: list[Row], slots: list[presence.Slot]) -> list[Row]:
    free = [
        Row(slot.starts_at, slot.ends_at)
        for slot in slots
        if slot.ends_at > clock.now()
        and not any(
            row.starts_at < slot.ends_at and row.ends_at > slot.starts_at and row.state != State.EXCUSED
            for row in booked
        )
    ]
    return sorted(booked + free, key=lambda row: row.starts_at)


def _mark_next(rows: list[Row]) -> list[Row]:
    """The next appointment is the one that is raised."""
    following = next((row for row in rows if row.state == State.BOOKED and row.ends_at > clock.now()), None)
    return [Row(**{**row.__dict__, "is_next": True}) if row is following else row for row in rows]
