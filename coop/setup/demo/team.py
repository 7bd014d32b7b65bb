"""The volunteers of the demo: shifts past and coming, hours validated and waiting, a claim for credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.reports.figures import previous_month, school_year_of
from coop.setup.demo.timeline import moment
from coop.web import clock
from volunteers import attendance, claims, hours, learning, schemes, shifts, signups, trainings
from volunteers import setup as volunteers
from volunteers.credits import DEFAULTS
from volunteers.models import (
    Activity,
    MarkedHow,
    Need,
    RecognitionScheme,
    SchemeKind,
    Shift,
    ShiftKind,
    TrainingModule,
)
from volunteers.schemes import in_force

DRIVE_HOURS, SATURDAY = 8, 5
SIGNATURE = "M60 130L90 60L120 130L140 90L165 125L190 85L215 130L250 70L270 130L310 95L350 125L420 110L540 100"
HYGIENE = ("Chaîne du froid et dates", "Banque alimentaire d’Exemple", 24)
HYGIENE_TOPICS = ("cold_chain", "dates", "labels", "allergens", "basic_hygiene")
WELCOME = ("Accueillir sans juger", "Croix d’Exemple", 36)
WELCOME_TOPICS = ("welcoming", "handing_over")
NOTE = (
    "Depuis septembre, je reçois les dons et je range la réserve. Au début je posais tout devant. Maintenant je regarde"
    " les dates et ce qui finit d’abord passe devant, sans qu’on me le dise. En réunion, nous avons décidé ensemble"
    " d’ouvrir le jeudi plutôt que le mardi. J’ai proposé de demander d’abord à ceux qui viennent loin, et c’est ce que"
    " nous avons fait. Ici personne ne vend et personne ne fait la charité : chacun donne du temps ou des produits, et"
    " tout le monde décide. Je garderai l’habitude de noter ce que je range."
)
CODE, NAME = "bijouterie", "Bijouterie"


@dataclass(frozen=True)
class Team:
    people: Sequence[int]
    coordinator: int
    lead: int


def declared_month(team: Team, first_day: date) -> None:
    """A month long past: all but the first volunteer declare one day of preparation, the coordinator validates it."""
    for place, person_id in enumerate(team.people[1:]):
        day = first_day + timedelta(days=9 + place)
        with clock.at(moment(day, 18)):
            worked = hours.declare(
                person_id=person_id,
                activity=Activity.PREPARATION,
                title="Préparation des paniers",
                starts_at=moment(day, 13),
                ends_at=moment(day, 17),
                by=person_id,
            )
        with clock.at(moment(day + timedelta(days=2), 9)):
            hours.validate(worked_id=worked.pk, by=team.coordinator)


def past(team: Team, *, today: date) -> None:
    """What the months to be closed will count: shifts that took place, drives, days of preparation."""
    year = school_year_of(today)
    programme = volunteers.programme(code=CODE, name=NAME, school_year=year, leads=[team.lead], by=team.coordinator)
    volunteers.enrol(people=team.people, programme=programme, school_year=year, by=team.coordinator)
    asked = replace(DEFAULTS[SchemeKind.ECTS], needs=(Need.TRAINING, Need.REFLECTION, Need.APPRAISAL, Need.JURY))
    schemes.publish(programme=programme, school_year=year, rule=asked, by=team.lead)
    since = max(today - timedelta(weeks=3), date(year, 9, 1))
    volunteers.weekly_shifts(first_day=since, last_day=None, by=team.coordinator)
    volunteers.past_shifts(
        first_day=since, last_day=today - timedelta(days=1), people=team.people, coordinator=team.coordinator
    )
    _drives(team, today)
    for back in range(2, 12):
        declared_month(team, _months_ago(today, back))


def present(team: Team, *, today: date) -> None:
    """Shifts to come, one going on now, hours that wait, a claim for credits."""
    year = school_year_of(today)
    _now(team)
    volunteers.coming_shifts(people=team.people[1:], by=team.coordinator)
    _next_week(team)
    _forgotten(team, today)
    _trainings(team, today)
    programme = volunteers.programme(code=CODE, name=NAME, school_year=year, leads=[], by=team.coordinator)
    _claim(team, programme.pk, year)
    _certificate(team, programme.pk, year)


def _months_ago(today: date, back: int) -> date:
    first_day = today.replace(day=1)
    for _ in range(back):
        first_day = previous_month(first_day)
    return first_day


def _now(team: Team) -> None:
    """A shift going on, so that the first volunteer may receive and pack while the demo is looked at."""
    now = clock.now().replace(second=0, microsecond=0)
    begun = now - timedelta(minutes=now.minute % 15)
    first = team.people[0]
    shift = shifts.plan_shift(
        kind=ShiftKind.STORAGE,
        title="Recevoir et ranger",
        place="Salle C4",
        starts_at=begun,
        ends_at=begun + timedelta(hours=12),
        minimum=1,
        maximum=4,
        needs_experienced=False,
        by=team.coordinator,
    )
    with clock.at(begun - timedelta(minutes=15)):
        sign_up = signups.sign_up(shift_id=shift.pk, person_id=first, by=first)
    with clock.at(begun):
        attendance.check_in(sign_up_id=sign_up.pk, how=MarkedHow.COORDINATOR, by=team.coordinator)
    duties.open_duty(
        user_id=first, task=Duty.Task.PACK, starts_at=now, ends_at=now + timedelta(hours=12), by=team.coordinator
    )


def _next_week(team: Team) -> None:
    """The first volunteer has signed up too, for a shift well after the one going on."""
    later = (
        Shift.objects.open().filter(starts_at__gt=clock.now() + timedelta(days=2)).order_by("starts_at", "pk").first()
    )
    if later is not None:
        signups.sign_up(shift_id=later.pk, person_id=team.people[0], by=team.people[0])


def _forgotten(team: Team, today: date) -> None:
    """Yesterday evening somebody left without checking out; the coordinator has it to settle."""
    begins, person_id = moment(today - timedelta(days=1), 18), team.people[-1]
    with clock.at(begins):
        shift = shifts.plan_shift(
            kind=ShiftKind.STORAGE,
            title="Ranger la salle",
            place="Salle C4",
            starts_at=begins + timedelta(minutes=15),
            ends_at=begins + timedelta(minutes=75),
            minimum=1,
            maximum=2,
            needs_experienced=False,
            by=team.coordinator,
        )
        sign_up = signups.sign_up(shift_id=shift.pk, person_id=person_id, by=person_id)
        attendance.check_in(sign_up_id=sign_up.pk, how=MarkedHow.COORDINATOR, by=team.coordinator)


def _trainings(team: Team, today: date) -> None:
    """Two trainings on offer: one was taught and signed, one was taught nearly two years ago, one comes."""
    hygiene = _module(HYGIENE, HYGIENE_TOPICS, [Duty.Task.COLD_ROOM, Duty.Task.SIX_POINT_CHECK], team.coordinator)
    welcome = _module(WELCOME, WELCOME_TOPICS, [Duty.Task.DESK], team.coordinator)
    _taught(hygiene.pk, today - timedelta(days=700), [team.lead], team.coordinator)
    _taught(hygiene.pk, today - timedelta(days=2), [*team.people[:3], team.coordinator], team.coordinator)
    for module, days in ((welcome, 9), (hygiene, 16)):
        with clock.at(moment(today, 7)):
            shift = _training(module.pk, today + timedelta(days=days), team.coordinator)
            signups.sign_up(shift_id=shift.pk, person_id=team.people[-1], by=team.people[-1])


def _module(said: tuple[str, str, int], topics: Sequence[str], opens: Sequence[str], by: int) -> TrainingModule:
    title, partner, months = said
    return trainings.add_module(title=title, partner=partner, topics=topics, opens=opens, valid_months=months, by=by)


def _training(module_id: int, day: date, by: int) -> Shift:
    starts, ends = moment(day, 18), moment(day, 20)
    return trainings.plan(
        module_id=module_id,
        trainer="Andréa Exemple",
        place="Salle B2",
        starts_at=starts,
        ends_at=ends,
        maximum=12,
        by=by,
    )


def _taught(module_id: int, day: date, people: Sequence[int], by: int) -> None:
    """People signed up, came, and the trainer signed on the screen."""
    with clock.at(moment(day - timedelta(days=5), 12)):
        shift = _training(module_id, day, by)
        there = [signups.sign_up(shift_id=shift.pk, person_id=person, by=person).pk for person in people]
    with clock.at(moment(day, 20)):
        trainings.sign(shift_id=shift.pk, present=there, trainer="Andréa Exemple", strokes=SIGNATURE, by=by)


def _drives(team: Team, today: date) -> None:
    """Collection drives on the last Saturdays: the first volunteer's are validated, the latest ones wait."""
    saturday = today - timedelta(days=(today.weekday() - SATURDAY) % 7 or 7)
    for weeks in (7, 6, 5, 4, 0):
        day = saturday - timedelta(weeks=weeks)
        if school_year_of(day) != school_year_of(today):
            continue
        for person_id in team.people[: 1 if weeks else 3]:
            worked_id = _drive(person_id, day)
            if weeks:
                with clock.at(moment(day + timedelta(days=2), 9)):
                    hours.validate(worked_id=worked_id, by=team.coordinator)


def _drive(person_id: int, day: date) -> int:
    with clock.at(moment(day, 20)):
        return hours.declare(
            person_id=person_id,
            activity=Activity.DRIVE,
            title="Collecte au supermarché",
            starts_at=moment(day, 10),
            ends_at=moment(day, 10 + DRIVE_HOURS),
            by=person_id,
        ).pk


def _claim(team: Team, programme_id: int, year: int) -> None:
    """The first volunteer asks for credits when there are hours enough; the programme lead has it to decide."""
    scheme = next((each for each in in_force(programme_id, year) if each.kind == SchemeKind.ECTS), None)
    if scheme is None or not _enough(team.people[0], scheme, year):
        return
    learning.keep_note(person_id=team.people[0], school_year=year, text=NOTE, version=0, by=team.people[0])
    claims.submit(person_id=team.people[0], scheme_id=scheme.pk, by=team.people[0])


def _certificate(team: Team, programme_id: int, year: int) -> None:
    """The first volunteer's certificate is decided: the page offers a badge."""
    scheme = next((each for each in in_force(programme_id, year) if each.kind == SchemeKind.CERTIFICATE), None)
    if scheme is not None and _enough(team.people[0], scheme, year):
        claim = claims.submit(person_id=team.people[0], scheme_id=scheme.pk, by=team.people[0])
        claims.accept(claim_id=claim.pk, reason="", by=team.lead)


def _enough(person_id: int, scheme: RecognitionScheme, year: int) -> bool:
    validated = hours.totals(person_id, *hours.year_bounds(year)).validated
    return validated >= max(scheme.min_minutes, scheme.minutes_per_step)
