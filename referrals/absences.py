"""Days on which the social worker is not there as usual, and the appointments that fall on them: who must be told, and how.

An appointment is never moved for anybody. It is cancelled as a fact, and the person chooses another time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from coop.audit import journal
from coop.school import closures, presence
from coop.web import clock
from referrals import compartment, identity, notifications
from referrals.errors import NotThisStep
from referrals.models import Appointment

State = Appointment.State


@dataclass(frozen=True)
class Clash:
    """An appointment ahead on a day when she is away. `email` or `phone` says how the person is told."""

    id: UUID
    starts_at: datetime
    name: str
    email: str = ""
    phone: str = ""
    case_id: UUID | None = None
    request_id: UUID | None = None


def clashes(*, by: int) -> list[Clash]:
    """Her appointments ahead that lie outside the times she offers, on days that are not as usual."""
    with compartment.social_work(by=by, purpose="absence.read"):
        return [_clash(row) for row in _outside(by)]


def tell(*, appointment_id: UUID, by: int) -> None:
    """It does not take place. Whoever has an address gets a message that says when, and where to choose another time."""
    with compartment.social_work(by=by, purpose="absence.tell"):
        row = next((each for each in _outside(by) if each.id == appointment_id), None)
        if row is None:
            raise NotThisStep
        _call_off(row, by)


def tell_all(*, by: int) -> int:
    """The same for everybody who can be written to; how many. The others are called, one by one."""
    with compartment.social_work(by=by, purpose="absence.tell"):
        reachable = [row for row in _outside(by) if _clash(row).email]
        for row in reachable:
            _call_off(row, by)
    return len(reachable)


def _outside(by: int) -> list[Appointment]:
    ahead = Appointment.objects.filter(social_worker_id=by, state__in=[State.WISHED, State.BOOKED])
    ahead = ahead.filter(starts_at__gt=clock.now()).select_related("case", "request").order_by("starts_at", "id")
    rows = list(ahead[:500])
    if not rows:
        return []
    last = _day(rows[-1])
    offered = presence.slots(start=clock.today(), end=last, user=by)
    unusual = [(each.first, each.last) for each in presence.stretches(user=by, since=clock.today())]
    unusual += [(each.first, each.last) for each in closures.between(clock.today(), last)]
    return [
        row
        for row in rows
        if any(first <= _day(row) <= last for first, last in unusual)
        and not any(slot.starts_at < row.ends_at and slot.ends_at > row.starts_at for slot in offered)
    ]


def _day(row: Appointment) -> date:
    return timezone.localdate(row.starts_at)


def _clash(row: Appointment) -> Clash:
    about = row.case or row.request
    if about is None:
        return Clash(row.id, row.starts_at, "")
    who = identity.of_row(about)
    return Clash(row.id, row.starts_at, who.name, who.email, who.phone, row.case_id, row.request_id)


def _call_off(row: Appointment, by: int) -> None:
    Appointment.objects.filter(id=row.id, state=row.state).update(
        state=State.CANCELLED, settled_at=clock.now(), settled_by=by
    )
    if row.case:  # a time that was only wished for was promised to nobody: the request waits in the queue
        notifications.other_time(appointment=row, who=identity.of_row(row.case), language=row.case.language)
    journal.record(
        by=by,
        action="referrals.appointment.call_off",
        object_type="referrals.appointment",
        object_id=row.id,
        state=State.CANCELLED,
        person=str(row.case_id or ""),
    )
