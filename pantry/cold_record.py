"""What was read, day by day: the page of one appliance and the record of a month. Nothing is filled in, nothing left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coop.accounts.models import User
from coop.school.models import Place
from coop.web import clock, wording
from pantry import cold_days, degrees
from pantry.cold_days import Calendar
from pantry.models import Lot
from pantry.models.hygiene import TWICE, Appliance, ColdAlarm, ColdDecision, Part, Temperature, working_days

MONTHS_OFFERED = 12


@dataclass(frozen=True)
class Entry:
    """One row as it was written. `was` says what it corrects, in words; `late` when it was typed, if on a later day."""

    temperature: Temperature
    label: str
    shown: str
    said: str
    who: str
    late: str = ""
    was: str = ""

    @property
    def is_out(self) -> bool:
        return self.temperature.is_out


@dataclass(frozen=True)
class Day:
    """One day of one appliance. `why` says why nothing was due."""

    day: dt.date
    entries: dict[str, Entry]
    missing_parts: list[str]
    why: str = ""
    extras: list[Entry] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        return [str(Part(part).label) for part in self.missing_parts]

    @property
    def all_entries(self) -> list[Entry]:
        return [*self.entries.values(), *self.extras]


@dataclass(frozen=True)
class Sheet:
    """One appliance over a month: its sheet on the door."""

    name: str
    limits: str
    days: list[Day]
    due: int
    done: int
    late: int


@dataclass(frozen=True)
class Alarm:
    """What was wrong, what was done, what became of the food, in words."""

    day: dt.date
    place: str
    shown: str
    limits: str
    measures: str
    who: str
    decisions: list[str]
    is_open: bool


def days_of(appliance: Appliance, first: dt.date, last: dt.date) -> list[Day]:
    """The latest day first; six queries."""
    rows = Temperature.objects.filter(appliance=appliance, day__range=(first, last)).order_by("id")
    found = list(rows.select_related("alarm", "replaces"))
    names = full_names(row.written_by for row in found)
    return _days(appliance, found, cold_days.calendar(first, last), (first, last), names)[::-1]


def sheets(first: dt.date, last: dt.date) -> list[Sheet]:
    """Every appliance that was read in these days, each with all of its days; five queries."""
    last = min(last, clock.today())
    there = Appliance.objects.filter(since__lte=last).exclude(until__lt=first).select_related("place")
    rows: dict[int, list[Temperature]] = defaultdict(list)
    for row in Temperature.objects.filter(day__range=(first, last)).select_related("replaces").order_by("id"):
        rows[row.appliance_id].append(row)
    names = initials(row.written_by for each in rows.values() for row in each)
    days = cold_days.calendar(first, last)
    return [
        _sheet(each, _days(each, rows[each.pk], days, (first, last), names))
        for each in there.order_by("place__position", "place_id")
    ]


def _sheet(appliance: Appliance, days: list[Day]) -> Sheet:
    made = [entry for day in days for entry in day.entries.values() if not day.why]
    late = sum(bool(entry.late) for entry in made)
    missed = sum(len(day.missing_parts) for day in days)
    return Sheet(
        name=appliance.place.name,
        limits=degrees.limits(appliance.lowest, appliance.highest),
        days=days,
        due=len(made) + missed,
        done=len(made) - late,
        late=late,
    )


def _days(
    appliance: Appliance,
    rows: list[Temperature],
    calendar: Calendar,
    span: tuple[dt.date, dt.date],
    names: dict[int, str],
) -> list[Day]:
    replaced = {row.replaces_id for row in rows if row.replaces_id}
    standing: dict[dt.date, list[Temperature]] = defaultdict(list)
    for row in rows:
        if row.pk not in replaced:
            standing[row.day].append(row)
    first = max(span[0], appliance.since)
    return [
        _day(appliance, first + dt.timedelta(days=n), standing, calendar, names)
        for n in range((span[1] - first).days + 1)
    ]


def _day(
    appliance: Appliance,
    day: dt.date,
    standing: dict[dt.date, list[Temperature]],
    calendar: Calendar,
    names: dict[int, str],
) -> Day:
    entries = [_entry(row, names) for row in standing[day]]
    named = {entry.temperature.part: entry for entry in entries if entry.temperature.part != Part.EXTRA}
    is_due = calendar.is_due(appliance, day)
    gone = [str(p) for p in TWICE if is_due and p not in named and cold_days.over(cold_days.Due(appliance.pk, day, p))]
    closure = next((each.name for each in calendar.closed if each.covers(day)), "")
    return Day(
        day=day,
        entries=named,
        missing_parts=gone,
        why="" if is_due else closure or _("not a day of work"),
        extras=[entry for entry in entries if entry.temperature.part == Part.EXTRA],
    )


def _entry(row: Temperature, names: dict[int, str]) -> Entry:
    late = _("typed on %(moment)s") % {"moment": wording.moment(row.written_at)} if row.is_late else ""
    was = ""
    if row.replaces is not None:
        was = _("instead of %(degrees)s: %(words)s") % {
            "degrees": degrees.shown(row.replaces.tenths),
            "words": row.words,
        }
    said = _("too warm") if row.too_warm else _("too cold") if row.too_cold else _("within its limits")
    return Entry(
        temperature=row,
        label=str(row.get_part_display()),
        shown=degrees.shown(row.tenths),
        said=said,
        who=names.get(row.written_by, ""),
        late=f"{late}. {row.words}".strip() if late and not was else late,
        was=was,
    )


def alarms(first: dt.date, last: dt.date) -> list[Alarm]:
    """Everything that was outside its limits in these days, the oldest first. Three queries."""
    rows = ColdAlarm.objects.filter(temperature__day__range=(first, last)).order_by("temperature__day", "id")
    found = list(rows.select_related("temperature__appliance__place").prefetch_related("decisions__lot__product"))
    people = [each.answered_by for each in found if each.answered_by]
    people += [row.decided_by for each in found for row in each.decisions.all()]
    names = initials(people)
    return [_alarm(each, names) for each in found]


def _alarm(row: ColdAlarm, names: dict[int, str]) -> Alarm:
    read = row.temperature
    shown = degrees.shown(read.tenths)
    if read.power_cut == Temperature.PowerCut.YES:
        shown = f"{shown}, {_('the power had gone off')}"
    said = " · ".join([*row.measure_labels, *([row.words] if row.words else [])])
    return Alarm(
        day=read.day,
        place=read.appliance.place.name,
        shown=shown,
        limits=degrees.limits(read.lowest, read.highest),
        measures=said or _("nothing was answered"),
        who=names.get(row.answered_by or 0, ""),
        decisions=[_decision(each, names) for each in row.decisions.all()],
        is_open=row.closed_at is None,
    )


def _decision(row: ColdDecision, names: dict[int, str]) -> str:
    said = {"lot": row.lot.product.name, "what": row.get_what_display(), "why": row.reason}
    return _("%(lot)s: %(what)s, %(why)s") % said + f" ({names.get(row.decided_by, '')})"


def limits_of(place: Place, appliance: Appliance | None) -> dict[str, object]:
    """What the form of the limits begins with."""
    lowest, highest = cold_days.DEFAULTS[place.kind]
    weekdays = working_days()
    if appliance:
        lowest, highest, weekdays = appliance.lowest, appliance.highest, appliance.weekdays
    said = {"lowest": lowest, "highest": highest}
    typed = {name: "" if value is None else f"{value / 10:g}" for name, value in said.items()}
    return typed | {"weekdays": weekdays}


def unread_places(read: Sequence[Appliance]) -> list[Place]:
    """Fridges and freezers of which nobody reads the temperature."""
    cold = Place.objects.filter(kind__in=list(cold_days.DEFAULTS), closed=False)
    return list(cold.exclude(pk__in=[each.place_id for each in read]))


def months() -> list[dt.date]:
    """First days of the months of which there is something to print, the latest first. One query."""
    since = Appliance.objects.order_by("since").values_list("since", flat=True).first()
    this = clock.today().replace(day=1)
    if since is None:
        return []
    found = [clock.months_later(this, -back) for back in range(MONTHS_OFFERED)]
    return [month for month in found if month >= since.replace(day=1)]


def lot_words(lot: Lot) -> str:
    """ "Milk (6)"."""
    return f"{lot.product.name} ({wording.quantity(lot.balance, lot.unit)})"


def full_names(people: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(people)).values_list("pk", "full_name"))


def initials(people: Iterable[int]) -> dict[int, str]:
    """What a printed sheet says of who read: letters, no name."""
    return {
        pk: "".join(part[0] for part in name.split() if part)[:3].upper() for pk, name in full_names(people).items()
    }
