"""Who is expected on a day and what was marked, for the coordinator and for the paper on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from coop.web import clock
from volunteers import attendance, distribution_days, hours
from volunteers.days import day_bounds
from volunteers.models import AttendanceMark, Shift, SignUp, SignUpState


@dataclass(frozen=True)
class Attendee:
    sign_up: SignUp
    presence: attendance.Presence
    is_oneself: bool


@dataclass(frozen=True)
class RosterShift:
    shift: Shift
    attendees: list[Attendee]
    waiting: list[SignUp]
    distribution: str

    @property
    def running(self) -> bool:
        now = clock.now()
        return self.shift.starts_at - attendance.DOORS_OPEN <= now <= self.shift.ends_at + hours.GRACE


def roster(day: date, user_id: int) -> list[RosterShift]:
    """The shifts of a day with everybody on them and what was marked. Four queries at most."""
    start, end = day_bounds(day)
    people = SignUp.objects.holding().select_related("person").order_by("joined_at", "pk")
    shifts = (
        Shift.objects.open()
        .between(start, end)
        .order_by("starts_at", "pk")
        .prefetch_related(
            Prefetch("sign_ups", queryset=people, to_attr="holding"),
            Prefetch("holding__marks", queryset=AttendanceMark.objects.order_by("marked_at", "pk"), to_attr="marked"),
        )
    )
    now = clock.now()
    days = distribution_days.named([shift.distribution_id for shift in shifts if shift.distribution_id])
    return [_roster_shift(shift, now, user_id, days.get(shift.distribution_id or 0, "")) for shift in shifts]


def _roster_shift(shift: Shift, now: datetime, user_id: int, distribution: str) -> RosterShift:
    holding: list[SignUp] = shift.holding  # type: ignore[attr-defined]
    return RosterShift(
        shift,
        [
            Attendee(s, attendance.presence(s, s.marked, now), s.person_id == user_id)  # type: ignore[attr-defined]
            for s in holding
            if s.state == SignUpState.SIGNED_UP
        ],
        [s for s in holding if s.state == SignUpState.WAITING],
        distribution,
    )
