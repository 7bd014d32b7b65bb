"""The living months: the year before lightly, the last weeks in full, and a distribution with its codes today.

The day of the week of the distributions is the day on which the demo is made, so that the desk can be tried at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from coop.reports.figures import first_of_month, next_month, previous_month, year_before
from coop.school import years
from coop.setup.demo import away, cases, goods, grants, school_files, year2020
from coop.setup.demo.cases import Story
from coop.setup.demo.learners import learner
from coop.setup.demo.plans import Stay
from coop.setup.demo.timeline import Timeline
from coop.setup.demo.weeks import CLOSES, OPENS, Pantry, Week, distribution_on, plan_week
from coop.web import clock
from pantry import distributions, weeks
from pantry.models import Basket, BasketState
from referrals import setup as files

FULL_WEEKS = 9
LIGHT_LEARNERS = 11
LIGHT_MONTHS_EACH = 4
LEARNERS_A_WEEK = 3
FIRST_NUMBER = 100
"""Learners of the living months are numbered from here; those of 2020 come before."""
MISREAD = 99
"""No bag bears this number here."""


def tell(pantry: Pantry, *, today: date, social_worker: int, referrer: int) -> None:
    """Everything up to this moment, month after month closed on its third day."""
    timeline = Timeline(until=clock.now())
    days = [*light_days(today), *full_days(today)]
    own = [*light_stays(light_days(today)), *full_stays(full_days(today), today)]
    stories = [Story(learner(stay.learner, year=today.year), stay) for stay in own]
    stories[-1] = DemoStory(stories[-1].learner, stories[-1].stay)
    for story in stories:
        story.tell(timeline, pantry, social_worker=social_worker, referrer=referrer)
    for day in days:
        expected = sum(stay.days[0] <= day <= stay.days[-1] for stay in own)
        misses = partial(cases.misses_on, stories, day)
        plan_week(timeline, pantry, Week(day, expected, misses, is_packed=day > today - timedelta(weeks=3)))
    year2020.close_all(timeline, list(_months(first_of_month(days[0]), first_of_month(today))))
    timeline.run()
    known = [story.case_id for story in stories if story.case_id]
    away.tell(pantry, today=today, social_worker=social_worker, known=known[-6:], number=FIRST_NUMBER + 180)
    the_day_itself(pantry, today)
    goods.deliver_hygiene(by=pantry.coordinator)
    goods.open_a_shelf(by=pantry.coordinator)
    goods.half_a_count(by=pantry.coordinator)
    waiting_requests(referrer)
    appointments(stories, social_worker)
    words_about_bags(pantry, days[-1])
    files_that_end(social_worker, referrer)
    rights_asked(stories)
    known = [story.case_id for story in stories if story.case_id]
    grants.talk(known[-1], by=social_worker)
    grants.plans(known[-4:], grants.set_out(by=pantry.coordinator), by=social_worker)
    whether_it_helped(today, social_worker)


class DemoStory(Story):
    """The learner whose page the demo shows, with the telephone and the address of the demo."""

    def identity(self) -> files.Identity:
        return files.DEMO_LEARNER


def full_days(today: date) -> list[date]:
    """The last weeks, oldest first, without today."""
    return [today - timedelta(weeks=back) for back in range(FULL_WEEKS, 0, -1)]


def light_days(today: date) -> list[date]:
    """One day in each earlier month, back to the month before the same month last year; August is closed."""
    first = previous_month(year_before(first_of_month(today)))
    last = full_days(today)[0]
    found = []
    for first_day in _months(first, first_of_month(last)):
        day = first_day + timedelta(days=13)
        day += timedelta(days=(today.weekday() - day.weekday()) % 7)
        if first_day.month != 8 and day < last - timedelta(days=14):
            found.append(day)
    return found


def light_stays(days: list[date]) -> list[Stay]:
    """A few learners for some months each, one after another; one in four misses their second day."""
    stays: list[Stay] = []
    for start in range(0, len(days), LIGHT_MONTHS_EACH):
        own = tuple(days[start : start + LIGHT_MONTHS_EACH])
        for place in range(LIGHT_LEARNERS):
            missed = frozenset(own[1:2]) if place % 4 == 1 else frozenset()
            stays.append(Stay(FIRST_NUMBER + len(stays), own, missed))
    return stays


def full_stays(days: list[date], today: date) -> list[Stay]:
    """Three learners begin each week for six to nine weeks; those who reach today go on. The last one is the demo's."""
    stays = []
    first = FIRST_NUMBER + 100
    for place in range(LEARNERS_A_WEEK * (FULL_WEEKS - 1)):
        start, length = place // LEARNERS_A_WEEK, 6 + place % 4
        own = [*days, today][start : start + length]
        if start + length > FULL_WEEKS:
            own = [*days[start:], today, today + timedelta(weeks=2 + place % 5)]
        stays.append(Stay(first + place, tuple(own), _missed(place, own, days)))
    return stays


def _missed(place: int, own: list[date], days: list[date]) -> frozenset[date]:
    """One in five misses a day; one misses the last two, which becomes something to do."""
    if place == LEARNERS_A_WEEK * 4:
        return frozenset(days[-2:])
    return frozenset(own[2:3]) if place % 5 == 1 else frozenset()


def the_day_itself(pantry: Pantry, today: date) -> None:
    """Today's distribution, frozen, its codes on the learners' pages; next week's is planned and can still be chosen from;
    the weeks after wait."""
    weeks.set_pattern(
        weekday=today.weekday(),
        starts_at=OPENS,
        ends_at=CLOSES,
        place_id=pantry.place_id,
        capacity=40,
        first_day=today,
        by=pantry.coordinator,
    )
    weeks.make_ahead(by=pantry.coordinator)
    day = distribution_on(today, pantry)
    distributions.plan(distribution_id=day.pk, by=pantry.coordinator, seed=pantry.weeks + 1)
    distributions.freeze(distribution_id=day.pk, by=pantry.coordinator)
    files.after_freezing()
    after = distribution_on(today + timedelta(weeks=1), pantry)
    distributions.plan(distribution_id=after.pk, by=pantry.coordinator, seed=pantry.weeks + 2)


def waiting_requests(referrer: int) -> None:
    """Five people in the queue: urgent or not, asked or referred, one of them probably known already."""
    now = clock.now()
    told = (
        ("today", "Ne mange plus le midi depuis lundi.", ("financial", "material")),
        ("week", "Dort chez des amis.", ("housing",)),
        ("when_possible", "", ()),
    )
    for place, (urgency, sentence, difficulties) in enumerate(told):
        who = learner(FIRST_NUMBER + 150 + place, year=now.year)
        with clock.at(now - timedelta(hours=3 + 20 * place)):
            files.request(
                who=cases.identity_of(who),
                urgency=urgency,
                sentence=sentence,
                difficulties=difficulties,
                referrer=referrer,
                referrer_name="Bruno Keller",
            )
    for place, number in enumerate((FIRST_NUMBER + 160, FIRST_NUMBER + 100 + 20)):
        with clock.at(now - timedelta(hours=5 + 19 * place)):
            files.request(who=replace(cases.identity_of(learner(number, year=now.year)), class_name=""))


def appointments(stories: list[Story], social_worker: int) -> None:
    """Two follow-ups today, one tomorrow, with people who are helped now."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    known = [story.case_id for story in stories if story.case_id][-3:]
    for case_id, hours in zip(known, (1, 2, 25), strict=False):
        files.appointment(case_id=case_id, starts_at=now + timedelta(hours=hours), by=social_worker)


def words_about_bags(pantry: Pantry, day: date) -> None:
    """At the last distribution the coordinator left a word about three bags, and misread the number of a fourth."""
    handed = Basket.objects.filter(distribution__date=day, state=BasketState.COLLECTED).order_by("number")
    said = (
        files.Word(mood="better", sentence="A retrouvé le sourire."),
        files.Word(mood="worse", wants_to_talk=True, sentence="Semble fatigué, voudrait un rendez-vous."),
        files.Word(mood="same"),
    )
    left = [(basket.distribution_id, basket.number, word) for basket, word in zip(handed, said, strict=False)]
    misread = (left[0][0], MISREAD, files.Word(sentence="Demande si les horaires changent pendant les vacances."))
    files.words([*left, misread], by=pantry.coordinator)


def in_training(*, trainee: int, supervisor: int) -> None:
    """A trainee signed an interview yesterday; it waits for the colleague who answers for her."""
    now = clock.now()
    who = cases.identity_of(learner(FIRST_NUMBER + 180, year=now.year))
    told = files.Told(
        facts="Exemple fictif : le loyer prend presque tout le salaire d’apprentissage.",
        needs="Manger à sa faim en fin de mois.",
        agreed="On appelle ensemble la mission locale.",
        difficulties=(("financial", 2), ("material", 1)),
        steps=(("Appeler ensemble la mission locale", 3), ("Apporter le bulletin de paie", 7)),
    )
    with clock.at(now - timedelta(days=1)):
        files.supervise(trainee=trainee, by=supervisor)
        case_id = files.take(request_id=files.request(who=who), by=trainee)
        files.interview(case_id=case_id, told=told, by=trainee)
        files.share(case_id=case_id, with_user=supervisor, by=trainee)


def files_that_end(social_worker: int, referrer: int) -> None:
    """Three people last heard of almost two years ago: two files end within the month, one was archived with a reason."""
    now = clock.now()
    for place, days in enumerate((712, 721, 705)):
        who = cases.identity_of(learner(FIRST_NUMBER + 170 + place, year=now.year))
        with clock.at(now - timedelta(days=days)):
            case_id = files.take(request_id=files.request(who=who, referrer=referrer), by=social_worker)
            files.interview(case_id=case_id, told=files.Told(facts="A déménagé, revient si besoin."), by=social_worker)
    reason = "Litige avec le foyer : l’avocate demande que les échanges soient gardés."
    files.archive(case_id=case_id, reason=reason, until=now.date() + timedelta(days=540), by=social_worker)
    files.announce_endings()


def rights_asked(stories: list[Story]) -> None:
    """Two learners asked about their data: one twelve days ago, one just now."""
    known = [story.case_id for story in stories if story.case_id][-5:-3]
    for case_id, kind, days in zip(known, ("access", "rectification"), (12, 0), strict=False):
        with clock.at(clock.now() - timedelta(days=days)):
            files.ask_a_right(case_id=case_id, kind=kind)


def whether_it_helped(today: date, social_worker: int) -> None:
    """The year before was looked at: twenty people are needed, and so many were not helped then."""
    files.whether_it_helped(
        starts=years.first_day(years.school_year_of(today) - 1),
        ends=today - timedelta(days=181),
        enrolments=school_files.enrolments(),
        absences=school_files.absences(),
        by=social_worker,
    )


def _months(first: date, end: date) -> Iterator[date]:
    """First days from `first` up to and without `end`."""
    while first < end:
        yield first
        first = next_month(first)
