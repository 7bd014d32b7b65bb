"""The social worker's times: free ones from her presence pattern, booked ones, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from coop.audit import journal
from coop.school import presence
from coop.web import clock
from referrals import access, compartment, identity, notifications, queue
from referrals.errors import NotThisStep, SlotTaken
from referrals.models import Appointment, Case, CircleMember, Request

ASKED_AHEAD = range(1, 16)
BOOKED_AHEAD = range(0, 28)
State = Appointment.State


@dataclass(frozen=True)
class Slot:
    social_worker_id: int
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, appointment: Appointment) -> Slot:
        return cls(appointment.social_worker_id, appointment.starts_at, appointment.ends_at)

    @property
    def value(self) -> str:
        return f"{self.social_worker_id}_{int(self.starts_at.timestamp())}"

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def free_slots(*, limit: int = 2) -> list[Slot]:
    """The next free times of the presence days, from tomorrow on; the same for whoever looks."""
    return _spread(_free(ASKED_AHEAD), limit)


def free_slots_for(*, case_id: UUID) -> list[Slot]:
    """What a learner may choose from: the free times of the social workers of their file, in the next four weeks."""
    with compartment.learner(person=case_id, purpose="appointment.times"):
        circle = set(CircleMember.objects.filter(case=case_id, until=None).values_list("user_id", flat=True))
    soon = clock.now()
    return [slot for slot in _free(BOOKED_AHEAD) if slot.social_worker_id in circle and slot.starts_at > soon]


def free_slots_of(*, user: int) -> list[Slot]:
    """The free times of one social worker in the coming weeks, from today on."""
    return [slot for slot in _free(BOOKED_AHEAD, user) if slot.starts_at > clock.now()]


def _free(days: range, user: int | None = None) -> list[Slot]:
    today = clock.today()
    first, last = (today + timedelta(days=number) for number in (days[0], days[-1]))
    offered = presence.slots(start=first, end=last, user=user)
    with compartment.task(compartment.Task.SLOTS):
        held = Appointment.objects.filter(ends_at__gte=clock.now(), state__in=Appointment.HOLDS_THE_TIME)
        taken = list(held.values_list("social_worker_id", "starts_at", "ends_at"))
    return [
        Slot(each.user, each.starts_at, each.ends_at)
        for each in offered
        if not any(who == each.user and begins < each.ends_at and ends > each.starts_at for who, begins, ends in taken)
    ]


def _spread(free: list[Slot], limit: int) -> list[Slot]:
    """One time a day first, so that a choice is a choice."""
    firsts: dict[object, Slot] = {}
    for slot in free:
        firsts.setdefault(slot.starts_at.date(), slot)
    chosen = list(firsts.values())[:limit]
    rest = [slot for slot in free if slot not in chosen]
    return sorted(chosen + rest[: limit - len(chosen)], key=lambda slot: slot.starts_at)


def book(*, case_id: UUID, starts_at: datetime, minutes: int, mode: str, by: int) -> UUID:
    """Book a time with a learner; the reminder says when and nothing else. Refuses a time that is taken."""
    with compartment.social_work(by=by, purpose="appointment.book", person=case_id):
        case = access.case_for(by, case_id)
        appointment = Appointment(
            social_worker_id=by,
            case=case,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            mode=mode,
            state=State.BOOKED,
            made_at=clock.now(),
            made_by=by,
        )
        _save(appointment)
        notifications.appointment(case=case, who=identity.of_row(case), appointment=appointment)
        _record(appointment, by)
    return appointment.id


def _save(appointment: Appointment) -> None:
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        raise SlotTaken from error


def settle(*, appointment_id: UUID, state: str, by: int) -> None:
    """What became of it: came, did not come, excused, cancelled. Refuses a step that the facts do not allow."""
    with compartment.social_work(by=by, purpose="appointment.settle"):
        access.appointment_for(by, appointment_id)
        appointment = Appointment.objects.select_for_update(of=("self",)).get(id=appointment_id)
        if State(state) not in Appointment.TRANSITIONS[State(appointment.state)]:
            raise NotThisStep
        appointment.state = State(state)
        appointment.settled_at, appointment.settled_by = clock.now(), by
        appointment.save(update_fields=["state", "settled_at", "settled_by"])
        notifications.forget_appointment(appointment)
        if state == State.CAME and appointment.case_id:
            Case.objects.filter(id=appointment.case_id).update(last_contact_at=clock.now())
            queue.mark_contacted(list(Request.objects.filter(case_id=appointment.case_id)))
        _record(appointment, by)


def choose(*, case_id: UUID, slot: Slot, mode: str) -> UUID:
    """The learner takes a free time. The next one they had is given back: they move it. Refuses a time taken meanwhile."""
    with compartment.learner(person=case_id, purpose="appointment.choose"):
        case = Case.objects.select_for_update(of=("self",)).get(id=case_id)  # two of their telephones take turns
        ahead = Appointment.objects.filter(case=case, state=State.BOOKED, starts_at__gt=clock.now())
        if former := ahead.order_by("starts_at").first():
            _give_back(former)
        appointment = Appointment(
            social_worker_id=slot.social_worker_id,
            case=case,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            mode=mode,
            state=State.BOOKED,
            made_at=clock.now(),
            made_by=journal.SYSTEM,
        )
        _save(appointment)
        notifications.appointment(case=case, who=identity.of_row(case), appointment=appointment)
        Case.objects.filter(id=case_id).update(last_contact_at=clock.now())
        _record(appointment, journal.SYSTEM)
    return appointment.id


def cancel_own(*, case_id: UUID, appointment_id: UUID) -> None:
    """The learner does not come and says so; the time is free again."""
    with compartment.learner(person=case_id, purpose="appointment.cancel"):
        booked = Appointment.objects.select_for_update(of=("self",)).filter(id=appointment_id, case_id=case_id)
        appointment = booked.filter(state=State.BOOKED).first()
        if appointment is None:
            raise NotThisStep
        _give_back(appointment)


def _give_back(appointment: Appointment) -> None:
    """The time is free again, its reminder does not leave."""
    Appointment.objects.filter(id=appointment.id).update(
        state=State.CANCELLED, settled_at=clock.now(), settled_by=journal.SYSTEM
    )
    notifications.forget_appointment(appointment)
    journal.record(
        by=journal.SYSTEM,
        action="referrals.appointment.cancel",
        object_type="referrals.appointment",
        object_id=appointment.id,
        person=str(appointment.case_id),
    )


def _record(appointment: Appointment, by: int) -> None:
    journal.record(
        by=by,
        action="referrals.appointment.set",
        object_type="referrals.appointment",
        object_id=appointment.id,
        state=appointment.state,
        person=str(appointment.case_id or ""),
    )
