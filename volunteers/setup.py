"""What set-up and the demonstration need from the volunteers' side, made by the same verbs as everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from coop.web import clock
from volunteers import attendance, claims, hours, programmes, schemes, shifts, signups
from volunteers.models import (
    MarkedHow,
    Programme,
    RecognitionScheme,
    SchemeKind,
    Shift,
    ShiftKind,
    ShiftPattern,
    WorkedTime,
)


@dataclass(frozen=True)
class Week:
    """Words for the two shifts that every pantry has."""

    receiving: str = "Réception"
    packing: str = "Préparer"
    place: str = "Salle C4"


def weekly_shifts(*, first_day: date, last_day: date | None, by: int, words: Week | None = None) -> list[ShiftPattern]:
    """The usual two patterns: receiving on Mondays, packing on Thursdays."""
    said = words or Week()
    usual = [
        (ShiftKind.STORAGE, said.receiving, 0, time(12, 0), time(13, 30), 3),
        (ShiftKind.DISTRIBUTION, said.packing, 3, time(15, 30), time(17, 30), 4),
    ]
    return [
        shifts.begin_pattern(
            kind=kind,
            title=title,
            place=said.place,
            weekday=weekday,
            starts=starts,
            ends=ends,
            minimum=2,
            maximum=maximum,
            needs_experienced=False,
            first_day=first_day,
            last_day=last_day,
            by=by,
        )
        for kind, title, weekday, starts, ends, maximum in usual
    ]


def programme(*, code: str, name: str, school_year: int, leads: Sequence[int], by: int) -> Programme:
    """A programme with the default rules: ECTS credits and the certificate. One that is there keeps its leads."""
    made = Programme.objects.filter(code=code).first() or programmes.add(code=code, name=name, leads=leads, by=by)
    if not RecognitionScheme.objects.filter(programme=made, school_year=school_year).exists():
        kinds = [SchemeKind.ECTS, SchemeKind.CERTIFICATE]
        schemes.publish_defaults(programme=made, school_year=school_year, kinds=kinds, by=by)
    return made


def enrol(*, people: Sequence[int], programme: Programme, school_year: int, by: int) -> None:
    programmes.enrol(people=people, programme_id=programme.pk, school_year=school_year, by=by)


def past_shifts(
    *, first_day: date, last_day: date, people: Sequence[int], coordinator: int, each: int = 2, validate: bool = True
) -> int:
    """Every shift of the patterns between two days: `each` people in turn sign up, come, leave, and are validated.

    The clock is set for each step. Every eleventh is absent, every seventh comes late. Returns shifts made.
    """
    with clock.at(_at(first_day, time(8))):
        shifts.make_ahead(until=last_day, by=coordinator)
    start, end = _at(first_day, time.min), _at(last_day + timedelta(days=1), time.min)
    turn = count()
    made = list(Shift.objects.open().between(start, end).filter(pattern__isnull=False).order_by("starts_at", "pk"))
    for shift in made:
        for _ in range(min(each, shift.maximum, len(people))):
            dice = next(turn)
            attend(shift, people[dice % len(people)], coordinator=coordinator, dice=dice, validate=validate)
    return len(made)


def attend(shift: Shift, person_id: int, *, coordinator: int, dice: int, validate: bool = True) -> None:
    """One person at a shift that is over: signed up, came (or did not), left, and was validated two days later."""
    with clock.at(shift.starts_at - timedelta(days=5)):
        sign_up_id = signups.sign_up(shift_id=shift.pk, person_id=person_id, by=person_id).pk
    if dice % 11 == 0:
        with clock.at(shift.ends_at):
            attendance.mark_absent(sign_up_id=sign_up_id, by=coordinator)
        return
    late = timedelta(minutes=20 if dice % 7 == 0 else 0)
    with clock.at(shift.starts_at + late):
        attendance.check_in(sign_up_id=sign_up_id, how=MarkedHow.COORDINATOR, by=coordinator)
    with clock.at(shift.ends_at):
        attendance.check_out(sign_up_id=sign_up_id, how=MarkedHow.COORDINATOR, by=coordinator)
    if validate:
        worked = WorkedTime.objects.waiting().get(sign_up_id=sign_up_id)
        with clock.at(shift.ends_at + timedelta(days=2)):
            hours.validate(worked_id=worked.pk, by=coordinator)


def coming_shifts(*, people: Sequence[int], each: int = 2, by: int) -> int:
    """Make the shifts of the next weeks and let `each` of these people sign up in turn. Returns sign-ups."""
    shifts.make_ahead(until=clock.today() + shifts.MADE_AHEAD, by=by)
    coming = Shift.objects.open().filter(starts_at__gt=clock.now()).order_by("starts_at", "pk")[:6]
    turn, taken = count(), 0
    for shift in coming:
        for _ in range(min(each, shift.maximum, len(people))):
            person_id = people[next(turn) % len(people)]
            signups.sign_up(shift_id=shift.pk, person_id=person_id, by=person_id)
            taken += 1
    return taken


def claim_and_decide(*, people: Sequence[int], school_year: int, lead: int, on: date) -> int:
    """At the end of a year: everybody with enough hours claims, and the lead accepts. Returns how many."""
    decided = 0
    with clock.at(_at(on, time(10))):
        for person_id in people:
            for scheme in RecognitionScheme.objects.filter(
                school_year=school_year, programme__enrolments__person_id=person_id, kind=SchemeKind.ECTS
            ).order_by("-version")[:1]:
                minutes = hours.totals(person_id, *hours.year_bounds(school_year)).validated
                if minutes >= scheme.minutes_per_step:
                    claim = claims.submit(person_id=person_id, scheme_id=scheme.pk, by=person_id)
                    claims.accept(claim_id=claim.pk, reason="", by=lead)
                    decided += 1
    return decided


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
