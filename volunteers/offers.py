"""What a volunteer may take and has taken: the shifts on offer, the coming ones, those of today. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, Q

from coop.accounts.models import User
from coop.web import clock
from volunteers import access, attendance
from volunteers.days import day_bounds
from volunteers.models import Shift, SignUp, SignUpState, WeeklyYes

PAGE = 25
SHOWN_AHEAD = timedelta(weeks=3)


@dataclass(frozen=True)
class OfferedShift:
    """One shift as somebody who may sign up sees it."""

    shift: Shift
    mine: SignUp | None
    waiting: int
    every_week: bool = False

    @property
    def may_be_weekly(self) -> bool:
        return self.mine is not None and self.shift.pattern_id is not None and not self.every_week

    @property
    def signed_up(self) -> bool:
        return self.mine is not None and self.mine.state == SignUpState.SIGNED_UP

    @property
    def on_waiting_list(self) -> bool:
        return self.mine is not None and self.mine.state == SignUpState.WAITING


@dataclass(frozen=True)
class OfferedDay:
    day: date
    shifts: list[OfferedShift]


@dataclass(frozen=True)
class Offer:
    """The shifts of the next three weeks, by day; `next_since` begins the following page; `weekly` is what one takes each week."""

    days: list[OfferedDay]
    next_since: date | None
    weekly: list[WeeklyYes]


def offered_shifts(user: User, since: date) -> Offer:
    """Open shifts that have not begun, at most a page. Three queries."""
    start, end = day_bounds(since, SHOWN_AHEAD.days)
    shifts = list(
        access.shifts_seen_by(user)
        .open()
        .between(max(start, clock.now()), end)
        .annotate(waiting=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.WAITING)))
        .order_by("starts_at", "pk")[: PAGE + 1]
    )
    more = len(shifts) > PAGE
    next_since = shifts[-1].day if more else None
    shifts = shifts[:PAGE]
    mine = {s.shift_id: s for s in access.own_sign_ups(user).holding().filter(starts_at__gte=start, starts_at__lt=end)}
    weekly = list(access.own_weekly(user).select_related("pattern"))
    patterns = {each.pattern_id for each in weekly}
    offered = [
        OfferedShift(shift, mine.get(shift.pk), shift.waiting, shift.pattern_id in patterns)  # type: ignore[attr-defined]
        for shift in shifts
    ]
    days = [OfferedDay(day, list(group)) for day, group in groupby(offered, key=lambda o: o.shift.day)]
    return Offer(days, next_since, weekly)


@dataclass(frozen=True)
class NextShift:
    """One of my coming shifts, with who else is on it."""

    sign_up: SignUp
    shift: Shift
    companions: list[str]
    presence: attendance.Presence | None = None

    @property
    def waiting(self) -> bool:
        return self.sign_up.state == SignUpState.WAITING

    @property
    def open_tasks(self) -> tuple[str, ...]:
        """What the person may do in the pantry right now, being here."""
        here = self.presence is not None and self.presence.status == attendance.Status.PRESENT
        return tuple(str(task) for task in attendance.TASKS[self.shift.kind]) if here else ()


def next_shifts(user: User, number: int = 5) -> list[NextShift]:
    """The coming shifts of one person, with the first names of those on them. Two queries."""
    mine = list(
        access.own_sign_ups(user)
        .holding()
        .filter(ends_at__gt=clock.now())
        .select_related("shift")
        .order_by("starts_at", "pk")[:number]
    )
    others = (
        SignUp.objects.signed_up()
        .filter(shift_id__in=[s.shift_id for s in mine])
        .exclude(person=user)
        .select_related("person")
        .order_by("joined_at", "pk")
    )
    names: dict[int, list[str]] = {}
    for other in others:
        names.setdefault(other.shift_id, []).append(other.person.full_name.split(" ")[0])
    return [NextShift(s, s.shift, names.get(s.shift_id, [])) for s in mine]


def shifts_of_today(user: User) -> list[NextShift]:
    """One person's shifts of today, with their marks. Two queries."""
    start, end = day_bounds(clock.today())
    mine = (
        access.own_sign_ups(user)
        .signed_up()
        .filter(starts_at__gte=start, starts_at__lt=end)
        .select_related("shift")
        .prefetch_related("marks")
        .order_by("starts_at", "pk")
    )
    now = clock.now()
    return [NextShift(s, s.shift, [], attendance.presence(s, s.marks.all(), now)) for s in mine]
