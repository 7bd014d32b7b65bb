"""For the demo and the first run: files made by the same verbs as everybody's, with the clock set by the caller."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from coop.audit import journal
from coop.school.settings import school
from coop.web import clock
from pantry import at_once
from pantry.at_once import Given
from referrals import (
    appointments,
    asking,
    check_ins,
    circles,
    codes,
    compartment,
    decisions,
    emergency_baskets,
    endings,
    identity,
    interviews,
    learners,
    letterbox,
    outcomes,
    outcomes_files,
    outcomes_run,
    queue,
    recalls,
    referring,
    retention,
    rights_requests,
    session,
    supervision,
)
from referrals.agreed import Step
from referrals.aid import Aid, Period, Terms, Wants
from referrals.check_ins import Word
from referrals.identity import Identity
from referrals.interviews import Content
from referrals.models import BlindMark, Case, PickupCode

DEMO_LEARNER = Identity(
    name="Inès Benali", phone="06 39 98 14 27", email="ines.benali@demo.invalid", class_name="Bijouterie, 2e année"
)
"""The learner whose page the demo shows."""


@dataclass(frozen=True)
class Told:
    """What an interview says, for `interview`."""

    facts: str
    needs: str = ""
    agreed: str = ""
    difficulties: tuple[tuple[str, int], ...] = ()
    mode: str = "office"
    minutes: int = 40
    steps: tuple[tuple[str, int], ...] = ()
    """What is agreed, and in how many days."""


def request(
    *,
    who: Identity,
    urgency: str = "week",
    referrer: int | None = None,
    referrer_name: str = "",
    difficulties: tuple[str, ...] = (),
    sentence: str = "",
    reach_by: str = "sms",
    language: str = "fr",
) -> UUID:
    """Somebody asks, or is referred by `referrer`; answers the number of the request."""
    if referrer is None:
        return asking.ask(who=who, reach_by=reach_by, when="", language=language, wish=None)
    noticed = referring.Noticed(difficulties=difficulties, sentence=sentence)
    return referring.refer(
        who=who,
        urgency=urgency,
        reach_by=reach_by,
        noticed=noticed,
        referrer_name=referrer_name,
        language=language,
        by=referrer,
    ).request_id


def take(*, request_id: UUID, by: int) -> UUID:
    return queue.take(request_id=request_id, by=by)


def interview(*, case_id: UUID, told: Told, by: int) -> UUID:
    """Begin and sign an interview, today by the clock."""
    number = interviews.begin(case_id=case_id, mode=told.mode, by=by)
    content = Content(
        held_on=clock.today(),
        mode=told.mode,
        minutes=told.minutes,
        difficulties=dict(told.difficulties),
        facts=told.facts,
        needs=told.needs,
        agreed=told.agreed,
        steps=tuple(
            Step(place, words, clock.today() + timedelta(days=days)) for place, (words, days) in enumerate(told.steps)
        ),
    )
    interviews.sign_at_once(interview_id=number, content=content, by=by)
    return number


def grant(*, case_id: UUID, granted: Aid, by: int) -> UUID:
    """Any other kind of help."""
    return decisions.grant(case_id=case_id, granted=granted, by=by)


def wants(*items: str, **sizes: str) -> Wants:
    """Which products or garments, and the sizes that they need."""
    return Wants(items, sizes)


def write(*, case_id: UUID, text: str, by: int) -> UUID:
    """A short note to the learner's page."""
    return letterbox.write(case_id=case_id, text=text, by=by)


def answer(*, case_id: UUID, text: str) -> UUID:
    """The learner writes back."""
    return letterbox.answer(case_id=case_id, text=text)


def each_night() -> int:
    """What the timetable does each night, at once: what ends soon or is late becomes something to do."""
    return endings.note()


def basket(*, case_id: UUID, terms: Terms, starts: date, ends: date, review_on: date | None = None, by: int) -> UUID:
    """Grant a weekly basket; answers the beneficiary number that the pantry knows."""
    period = Period(starts=starts, ends=ends, review_on=review_on or ends)
    decisions.grant_weekly_basket(case_id=case_id, terms=terms, period=period, consent=terms.needs_consent, by=by)
    with compartment.social_work(by=by, purpose="setup.beneficiary", person=case_id):
        beneficiary = Case.objects.values_list("beneficiary", flat=True).get(id=case_id)
    assert beneficiary, "A basket was granted, so the pantry knows a number."
    return beneficiary


def open_demo_case(
    *,
    who: Identity,
    told: Told,
    terms: Terms,
    starts: date,
    ends: date,
    by: int,
    referrer: int | None = None,
    referrer_name: str = "",
    urgency: str = "week",
) -> tuple[UUID, UUID]:
    """The whole way at the present clock: request, file, interview, basket. Answers (file, beneficiary number)."""
    number = request(who=who, urgency=urgency, referrer=referrer, referrer_name=referrer_name)
    case_id = take(request_id=number, by=by)
    interview(case_id=case_id, told=told, by=by)
    return case_id, basket(case_id=case_id, terms=terms, starts=starts, ends=ends, by=by)


def appointment(*, case_id: UUID, starts_at: datetime, minutes: int = 45, by: int) -> UUID:
    return appointments.book(case_id=case_id, starts_at=starts_at, minutes=minutes, mode="office", by=by)


def supervise(*, trainee: int, by: int) -> None:
    """A colleague answers for a social worker in training."""
    supervision.begin(trainee=trainee, by=by)


def share(*, case_id: UUID, with_user: int, by: int) -> None:
    circles.share(case_id=case_id, with_user=with_user, by=by)


def emergency_basket(*, who: Identity, by: int) -> Given | None:
    """A coordinator gives a bag at once, at the present clock; None where she would be told to ask the social worker."""
    typed = Identity(name=who.name, birth_date=who.birth_date)
    return emergency_baskets.ask(who=typed, persons=1, cooking="full", by=by)


def end_days_over() -> int:
    """What the pantry's timetable does each night, at once: bags that nobody came for."""
    return at_once.end_days_over(by=journal.SYSTEM)


def archive(*, case_id: UUID, reason: str, until: date, by: int) -> None:
    """Keep a file that ends, for a dispute."""
    retention.archive(case_id=case_id, ground="dispute", reason=reason, until=until, by=by)


def ask_a_right(*, case_id: UUID, kind: str) -> str:
    """The learner asks on their own page about their own data; answers the number."""
    return rights_requests.ask(case_id=case_id, kind=kind)


def words(said: Collection[tuple[int, int, Word]], *, by: int) -> None:
    """Words about bags (distribution, number, word), left and put into their files at once."""
    for distribution_id, number, word in said:
        check_ins.leave(distribution_id=distribution_id, number=number, word=word, by=by)
    check_ins.sort_in()


def after_freezing() -> int:
    """What the timetable does each minute, at once: codes for the baskets of frozen distributions."""
    return codes.issue_codes()


def announce_endings() -> int:
    """What the timetable does each night, at once: files that end become something to do."""
    return retention.warn()


def after_closing() -> int:
    """What the timetable does each hour, at once: collected baskets are contacts, two missed ones something to do."""
    return codes.note_pickups()


def after_a_recall() -> int:
    """What the timetable does every few minutes, at once: those who received something recalled are to be warned."""
    return recalls.note()


def demo_learner_sign_in(request: HttpRequest) -> HttpResponse:
    """The demo's learner opens their page; only in the demo."""
    if not settings.STRICT:
        raise RuntimeError("Only the demo signs a learner in without a code.")
    digests = identity.email_digests(DEMO_LEARNER.email)
    with compartment.task(compartment.Task.SIGN_IN, purpose="sign_in.demo"):
        mark = BlindMark.objects.filter(kind=BlindMark.Kind.EMAIL, digest__in=digests, case__isnull=False).first()
        token = learners.open_session(mark.case_id) if mark and mark.case_id else ""
    answer = redirect("referrals:mine")
    return session.keep(answer, token) if token else answer


def shown_at_the_desk(*, basket_ids: Collection[int]) -> dict[int, str]:
    """The pick-up codes as the learners' own pages show them, by basket; the demo's learners show them at the desk."""
    with compartment.task(compartment.Task.CODES, purpose="setup.pickup"):
        kept = PickupCode.objects.filter(basket_id__in=list(basket_ids)).select_related("case")
        return {row.basket_id: codes.read_code(row.case, row)["code"] for row in kept}


def whether_it_helped(*, starts: date, ends: date, enrolments: str, absences: str, by: int) -> bool:
    """The whole way of a comparison, with these files; whether there were enough people to say anything."""
    question = outcomes.define(starts=starts, ends=ends, by=by)
    uploads = {
        "enrolments": [("enrolments.csv", enrolments.encode())],
        "absences": [("absences.csv", absences.encode())],
    }
    prepared = outcomes_run.prepare(comparison_id=question.id, files=outcomes_files.received(uploads), by=by)
    return outcomes_run.measure(prepared=prepared, decided={}, by=by)


def forget_old_files(*, by: int) -> int:
    """The retention run, at the present clock, of what was announced in its time; how many files went."""
    with clock.at(clock.now() - timedelta(days=school().retention_warning_days + 1)):
        retention.warn(by=by)
    return len(retention.run(by=by).cases)
