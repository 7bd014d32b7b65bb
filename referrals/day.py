"""The social worker's day as she reads it: appointments and free times, who waits, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from coop.school import presence
from coop.web import clock
from referrals import access, compartment, identity, queue
from referrals.models import Appointment, FollowUp

State = Appointment.State


@dataclass(frozen=True)
class Row:
    """One line of the agenda; without an appointment it is a free time. `name` is empty outside the reader's circles."""

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

    @property
    def is_past(self) -> bool:
        return self.ends_at <= clock.now() or self.state in (State.CAME, State.DID_NOT_COME, State.EXCUSED)

    @property
    def minutes_until(self) -> int:
        return round((self.starts_at - clock.now()).total_seconds() / 60)


@dataclass(frozen=True)
class ToDo:
    id: UUID
    case_id: UUID
    name: str
    kind: str
    kind_label: str
    due_on: date


@dataclass(frozen=True)
class Morning:
    rows: list[Row]
    waiting: list[queue.Waiting]
    to_do: list[ToDo]

    @property
    def appointments(self) -> int:
        return sum(1 for row in self.rows if row.id)

    @property
    def first_free(self) -> Row | None:
        return next((row for row in self.rows if row.id is None and not row.is_past), None)


def morning(*, by: int) -> Morning:
    """Today, the queue, what is to be done: one opening."""
    today = clock.today()
    free = presence.slots(start=today, end=today, user=by)
    with compartment.social_work(by=by, purpose="morning.read"):
        rows = _with_free(_booked(by, today, today), free)
        return Morning(rows=_mark_next(rows), waiting=queue.waiting(by=by), to_do=_to_do(by, limit=5))


def agenda(*, by: int, start: date) -> list[tuple[date, list[Row]]]:
    """Seven days from `start`, each with its booked and free times."""
    end = start + timedelta(days=6)
    free = presence.slots(start=start, end=end, user=by)
    with compartment.social_work(by=by, purpose="agenda.read"):
        rows = _mark_next(_with_free(_booked(by, start, end), free))
    days = [start + timedelta(days=offset) for offset in range(7)]
    by_day = {day: [row for row in rows if timezone.localdate(row.starts_at) == day] for day in days}
    return [(day, found) for day, found in by_day.items() if found]


def requests(*, by: int) -> list[queue.Waiting]:
    with compartment.social_work(by=by, purpose="queue.read"):
        return queue.waiting(by=by)


def one_request(*, request_id: UUID, by: int) -> queue.Waiting:
    """One request of the queue, with who it may already be."""
    with compartment.social_work(by=by, purpose="request.read"):
        access.request_for(by, request_id)
        return next((each for each in queue.waiting(by=by) if each.id == request_id), None) or _gone()


def _gone() -> queue.Waiting:
    raise Http404


def to_do(*, by: int) -> list[ToDo]:
    with compartment.social_work(by=by, purpose="tasks.read"):
        return _to_do(by, limit=200)


def _to_do(by: int, limit: int) -> list[ToDo]:
    rows = access.follow_ups_of(by).select_related("case").order_by("due_on", "made_at")[:limit]
    return [
        ToDo(
            row.id,
            row.case_id,
            identity.of_row(row.case).name,
            row.kind,
            str(FollowUp.Kind(row.kind).label),
            row.due_on,
        )
        for row in rows
    ]


def _booked(by: int, start: date, end: date) -> list[Row]:
    begin = timezone.make_aware(datetime.combine(start, time.min))
    finish = timezone.make_aware(datetime.combine(end, time.max))
    found = Appointment.objects.filter(social_worker_id=by, starts_at__range=(begin, finish))
    shown = found.exclude(state=State.CANCELLED).select_related("case", "request").order_by("starts_at")
    return [_row(each) for each in shown]


def _row(each: Appointment) -> Row:
    who = each.case or each.request
    return Row(
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        id=each.id,
        name=identity.of_row(who).name if who else "",
        mode=each.get_mode_display(),
        state=each.state,
        state_label=each.get_state_display(),
        case_id=each.case.id if each.case else None,
        request_id=each.request.id if each.request and not each.case else None,
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
