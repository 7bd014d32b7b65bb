"""Which temperatures are due, and which are missing. Read only: nothing is filled in for anybody.

Two readings on each day on which the appliance is read (its weekdays, unless the school is closed, and any day with a
distribution). Start and end of work: the habit of the catering trade; no law gives a number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from coop.school import closures
from coop.web import clock
from pantry.models import Distribution, DistributionState
from pantry.models.hygiene import TWICE, Appliance, ColdAlarm, Part, Temperature

NOON = dt.time(13)
"""Until then a temperature is the one of the start of the day, afterwards that of its end."""
HOME = dt.time(18)
"""By then the last reading of the day is made."""
LATE_DAYS = 14
"""How long after its day a temperature may still be typed from paper; later it stays missing (our choice)."""
DEFAULTS = {"fridge": (0, 40), "freezer": (None, -180)}
"""0 to 4 °C, at most -18 °C: arrêté of 21 December 2009, annex I."""


class Due(NamedTuple):
    """One reading that somebody was to make."""

    appliance: int
    day: dt.date
    part: str


@dataclass(frozen=True)
class Calendar:
    """On which days the pantry is read, between two days."""

    closed: list[closures.Closure]
    distributions: frozenset[dt.date]

    def is_due(self, appliance: Appliance, day: dt.date) -> bool:
        if day < appliance.since or (appliance.until and day > appliance.until):
            return False
        if day in self.distributions:
            return True
        return day.weekday() in appliance.weekdays and not any(each.covers(day) for each in self.closed)


def calendar(first: dt.date, last: dt.date) -> Calendar:
    """Two queries."""
    held = Distribution.objects.filter(date__range=(first, last)).exclude(state=DistributionState.CANCELLED)
    return Calendar(closures.between(first, last), frozenset(held.order_by().values_list("date", flat=True)))


def due(appliances: Iterable[Appliance], first: dt.date, last: dt.date, days: Calendar) -> list[Due]:
    """Every reading of these days, the oldest first."""
    return [
        Due(each.pk, day, part)
        for day in (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        for each in appliances
        if days.is_due(each, day)
        for part in TWICE
    ]


def in_use() -> list[Appliance]:
    """The appliances that are read now, in the order of walking."""
    rows = Appliance.objects.filter(until__isnull=True, place__closed=False)
    return list(rows.select_related("place").order_by("place__position", "place_id"))


def standing(first: dt.date, last: dt.date) -> list[Temperature]:
    """The temperatures of these days that no later row corrects, in order. One query."""
    rows = Temperature.objects.filter(day__range=(first, last), replaced_by__isnull=True)
    return list(rows.select_related("alarm").order_by("day", "id"))


def part_now() -> str:
    return Part.MORNING if timezone.localtime(clock.now()).time() < NOON else Part.EVENING


def over(one: Due) -> bool:
    """Whether its time has passed, so that it counts as missing."""
    today = clock.today()
    return one.day < today or (one.day == today and one.part == Part.MORNING and part_now() == Part.EVENING)


def missing(first: dt.date, last: dt.date) -> list[Due]:
    """What was to be read on these days and was not, by any row. Four queries."""
    there = {(row.appliance_id, row.day, row.part) for row in standing(first, last)}
    wanted = due(in_use(), first, last, calendar(first, last))
    return [one for one in wanted if one not in there and over(one)]


def missing_today() -> list[Due]:
    """What should be there by now: the morning's after noon, the evening's once people go home."""
    today, hour = clock.today(), timezone.localtime(clock.now()).time()
    there = {(row.appliance_id, row.part) for row in standing(today, today)}
    by_now = [part for part, from_hour in ((Part.MORNING, NOON), (Part.EVENING, HOME)) if hour >= from_hour]
    wanted = due(in_use(), today, today, calendar(today, today))
    return [one for one in wanted if one.part in by_now and (one.appliance, one.part) not in there]


@dataclass(frozen=True)
class Slot:
    """One of today's two readings of an appliance: done, missing, due now, or still to come."""

    part: str
    label: str
    state: str
    temperature: Temperature | None = None


@dataclass(frozen=True)
class Line:
    """One appliance on the screen of the day."""

    appliance: Appliance
    slots: list[Slot]
    part: str
    asks_power_cut: bool
    missed: int
    alarm: ColdAlarm | None

    @property
    def is_done(self) -> bool:
        return all(slot.temperature for slot in self.slots if slot.part == self.part)


WEEK = dt.timedelta(days=7)


def board() -> list[Line]:
    """Today, appliance by appliance; `missed` counts the week before. Five queries."""
    today = clock.today()
    appliances, days = in_use(), calendar(today - WEEK, today)
    rows: dict[int, list[Temperature]] = defaultdict(list)
    recent = Q(day__gte=today - WEEK, replaced_by__isnull=True) | Q(alarm__isnull=False, alarm__closed_at__isnull=True)
    for row in Temperature.objects.filter(recent).select_related("alarm").order_by("id"):
        rows[row.appliance_id].append(row)
    return [_line(each, rows[each.pk], days) for each in appliances]


def _line(appliance: Appliance, rows: list[Temperature], days: Calendar) -> Line:
    today = clock.today()
    there = {(row.appliance_id, row.day, row.part): row for row in rows}
    before = due([appliance], today - WEEK, today - dt.timedelta(days=1), days)
    slots = [_slot(Due(appliance.pk, today, part), there) for part in TWICE] if days.is_due(appliance, today) else []
    waiting = next((row.alarm for row in rows if _alarm(row) and not row.alarm.closed_at), None)
    return Line(
        appliance=appliance,
        slots=slots,
        part=part_now(),
        asks_power_cut=asks_power_cut(appliance, today, part_now(), days),
        missed=sum(one not in there for one in before),
        alarm=waiting,
    )


def _alarm(row: Temperature) -> ColdAlarm | None:
    return getattr(row, "alarm", None)


def _slot(one: Due, there: dict[tuple[int, dt.date, str], Temperature]) -> Slot:
    row = there.get((one.appliance, one.day, one.part))
    now = part_now() == one.part
    state = "done" if row else "missing" if over(one) else "now" if now else "later"
    return Slot(one.part, str(Part(one.part).label), state, row)


def asks_power_cut(appliance: Appliance, day: dt.date, part: str, days: Calendar | None = None) -> bool:
    """The first reading after days without one asks whether the power went off meanwhile."""
    before = day - dt.timedelta(days=1)
    days = days or calendar(before, day)
    return part == Part.MORNING and appliance.since < day and not days.is_due(appliance, before)
