"""Every table of the compartment, whatever is added: closed without an opening, and which task sees rows of which, in a list.

Tried with raw SQL on a second connection of the application’s account, with rows in every table: an empty one fails the test.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection

from coop.accounts.roles import Role
from coop.web import clock
from referrals import (
    authorities,
    cases,
    codes,
    compartment,
    drafts,
    emergencies,
    interviews,
    learners,
    letterbox,
    pauses,
    referring,
    retention,
    rights,
    supervision,
)
from referrals import setup as referrals_setup
from referrals.drafts import Sent
from referrals.identity import Identity
from referrals.models import CardCode, Case
from tests.things import *  # noqa: F403 - the fixtures

pytestmark = pytest.mark.django_db(transaction=True)

SEES: dict[str, str] = {
    "ask": "",
    "refer": "receipt",
    "check_in": "",
    "emergency_basket": "",
    "answer": "blindmark request",
    "slots": "appointment",
    "sign_in": "blindmark learnersession signincode",
    "calendar": "appointment calendarfeed",
    "codes": "cardcode case decision pickupcode",
    "missed": "case circlemember decision followup",
    "check_ins": "case checkin",
    "needs": "decision",
    "reminders": "appointment case",
    "reports": "anonymouscount appointment case comparison decision emergencygrant interview request",
    "rotation": "blindmark case checkin emergencygrant emergencymark request",
    "retention": (
        "anonymouscount appointment archive blindmark calendarfeed case decision emergencygrant emergencymark interview "
        "interviewneeds learnersession receipt request rightsrequest signincode supervision"
    ),
    "learner": "appointment case casemessage circlemember decision followup interview pause pickupcode request rightsrequest",
    "rights": (
        "anonymouscount appointment authorityreport blindmark cardcode case casemessage circlemember cosignature decision "
        "followup interview interviewdraft interviewneeds interviewversion learnersession pause pickupcode receipt "
        "reportdecision request rightsrequest signincode"
    ),
    "emergency": "case",
    "outcomes": "blindmark comparison",
    "a colleague": (
        "appointment archive blindmark checkin circlemember comparison emergencygrant emergencyreading receipt request "
        "supervision"
    ),
    "the circle": (
        "appointment archive authorityreport blindmark calendarfeed cardcode case casemessage checkin circlemember comparison "
        "cosignature decision emergencygrant emergencyreading followup interview interviewdraft interviewneeds "
        "interviewversion pause pickupcode receipt reportdecision request rightsrequest supervision"
    ),
}
"""Task → tables of which it sees rows. A new table in a line, or a new line, is a decision: read it twice."""


@pytest.fixture
def everything(things, person):
    """A row in every table; answers who opens each task, about whom."""
    worker, referrer = things.people[Role.SOCIAL_WORKER].pk, things.people[Role.REFERRER].pk
    case_id, today = things.learner.case_id, clock.today()
    who = Identity(name="Rolf Referred", phone="06 39 98 00 77")
    referring.refer(
        who=who,
        urgency="week",
        reach_by="sms",
        noticed=referring.Noticed(),
        referrer_name="R",
        language="en",
        by=referrer,
    )
    letterbox.write(case_id=case_id, text="Come in.", by=worker)
    pauses.pause(case_id=case_id, starts=today + timedelta(days=50), ends=today + timedelta(days=51), by=worker)
    told = authorities.Told("Council", "What was seen.")
    authorities.report(case_id=case_id, told=told, ground="minor", on=today, by=worker)
    with compartment.social_work(by=worker, purpose="test", person=case_id):
        copy = authorities.Copy(shared=False, why="Their safety.")
        card = {"distribution_id": 987_654, "distribution_date": today, "drawn_id": 1, "sealed_code": b"-"}
        CardCode(case_id=case_id, made_at=clock.now(), **card).save(force_insert=True)
        authorities.decide_about_copy(case=Case.objects.get(id=case_id), number="R1", copy=copy, by=worker)
    begun = interviews.begin(case_id=case_id, mode="office", by=worker)
    drafts.save(interview_id=begun, sent=Sent(uuid4(), typed={"facts": ["Half a"]}), by=worker)
    referrals_setup.interview(case_id=case_id, told=referrals_setup.Told(facts="F.", needs="Shoes."), by=worker)
    supervision.co_sign(version_id=things.args["referrals:interview_co_sign"][0], by=worker)
    learners.send_code(address="nobody@test.example", language="en")
    things.learner.browser()
    codes.issue_codes()
    gone, away = (
        cases.open_case(who=Identity(name=name, birth_date=date(2010, 1, 1)), reach_by="call", language="fr", by=worker)
        for name in ("Gone Away", "Put Away")
    )
    rights.erase(case_id=gone, by=worker)
    retention.archive(case_id=away, ground="restriction", reason="Asked.", until=today + timedelta(days=9), by=worker)
    colleague = person("Cora Colleague", Role.SOCIAL_WORKER).pk
    other = Identity(name="Emma Emergency", birth_date=date(2010, 3, 3))
    cases.open_case(who=other, reach_by="call", language="fr", by=worker)
    emergencies.open_file(who=other, reason="A child in danger.", by=person("Ella", Role.SOCIAL_WORKER).pk)
    return {
        "refer": (referrer, ""),
        "check_in": (referrer, ""),
        "emergency_basket": (things.people[Role.COORDINATOR].pk, ""),
        "answer": (0, things.args["referrals:request"][0]),
        "learner": (0, case_id),
        "rights": (worker, case_id),
        "emergency": (colleague, case_id),
        "outcomes": (colleague, ""),
        "a colleague": (colleague, ""),
        "the circle": (worker, ""),
    }


@pytest.fixture
def raw():
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as cursor:
        yield cursor
        opened.rollback()


def tables(raw) -> list[str]:
    raw.execute(
        "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname LIKE 'referrals\\_%' AND relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    )
    found = raw.fetchall()
    assert [name for name, size in found if not size] == [], "a table without a row proves nothing: fill it above"
    return [name for name, _size in found]


def seen(raw, names: list[str]) -> str:
    """The tables of which a row is seen, in one statement."""
    raw.execute("SELECT " + ", ".join(f'EXISTS (SELECT 1 FROM "{name}")' for name in names))
    return " ".join(name.removeprefix("referrals_") for name, there in zip(names, raw.fetchone(), strict=True) if there)


def test_no_row_of_any_table_without_an_opening_and_each_task_sees_its_own_tables_alone(everything, raw):
    names = tables(raw)
    assert seen(raw, names) == ""
    found = {}
    for task in SEES:
        actor, about = everything.get(task, (0, ""))
        word = {"a colleague": "social_work", "the circle": "social_work"}.get(task, task)
        raw.execute("SAVEPOINT before")
        raw.execute("SELECT referrals_open(%s, %s, %s, 'test')", [actor, str(about), word])
        found[task] = seen(raw, names)
        raw.execute("ROLLBACK TO before")
    assert found == SEES
    assert set(SEES) >= {task.value for task in compartment.Task}
