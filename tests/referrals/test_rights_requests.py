"""People ask about their own data: the clock, who sees what of it, and that it is answered."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection
from django.urls import reverse

from coop.web import clock
from pantry.models import Entitlement
from referrals import queue, retention, rights, rights_requests, setup, timeline
from referrals.errors import AlreadyAnswered, TooLateToExtend, WrongReceipt
from tests import leaks

pytestmark = pytest.mark.django_db


def at(day):
    return clock.at(datetime(*day, 10, tzinfo=UTC))


def clocks():
    with rights.overseen(by=0) as found:
        return found


def note(learner, by, **said):
    said = {"kind": "access", "received_on": clock.today(), "words": "By letter, for Aunt Odile."} | said
    return rights_requests.note(case_id=learner.case_id, by=by.pk, **said)


@pytest.mark.parametrize(
    ("received", "due"), [(date(2027, 1, 31), date(2027, 2, 28)), (date(2027, 3, 15), date(2027, 4, 15))]
)
def test_the_answer_is_due_a_month_after_it_reached_us(received, due, learner, social_worker):
    with at((received.year, received.month, received.day)):
        note(learner, social_worker)
        assert clocks()[0].due_on == due


def test_two_months_more_once_and_only_in_time(learner, social_worker):
    with at((2027, 1, 31)):
        note(learner, social_worker)
        (row,) = rights_requests.waiting(by=social_worker.pk)
    with at((2027, 3, 1)), pytest.raises(TooLateToExtend):
        rights_requests.extend(request_id=row.id, why="Many letters.", by=social_worker.pk)
    with at((2027, 2, 20)):
        rights_requests.extend(request_id=row.id, why="Many letters.", by=social_worker.pk)
        (row,) = rights_requests.waiting(by=social_worker.pk)
        assert (row.clock.due_on, row.clock.extended) == (date(2027, 4, 30), True)
        assert row.note == "By letter, for Aunt Odile.\nMany letters."
        with pytest.raises(TooLateToExtend):
            rights_requests.extend(request_id=row.id, why="Again.", by=social_worker.pk)


@pytest.mark.parametrize("days", [1, -100])
def test_the_day_it_reached_us_is_neither_ahead_nor_long_ago(days, learner, social_worker):
    with pytest.raises(WrongReceipt):
        note(learner, social_worker, received_on=clock.today() + timedelta(days=days))


def test_a_learner_asks_on_their_own_page_and_twice_is_once(learner, social_worker, client_of):
    browser = learner.browser()
    for _twice in range(2):
        browser.post(reverse("referrals:mine_rights"), {"key": uuid4(), "kind": "rectification"})
    (asked,) = rights_requests.of_learner(case_id=learner.case_id)
    assert asked.number in browser.get(reverse("referrals:mine_rights")).text
    morning = client_of(social_worker).get(reverse("referrals:morning")).text
    assert "A right to answer to" in morning
    page = client_of(social_worker).get(reverse("referrals:people_rights")).text
    assert "Lina Learner" in page
    assert asked.number in page


def test_answered_once_and_off_the_list(learner, social_worker, client_of):
    note(learner, social_worker)
    (row,) = rights_requests.waiting(by=social_worker.pk)
    browser = client_of(social_worker)
    browser.post(reverse("referrals:right_answer", args=[row.id]), {"key": uuid4(), "outcome": "done"})
    assert rights_requests.waiting(by=social_worker.pk) == []
    assert timeline.read(case_id=learner.case_id, by=social_worker.pk).to_do == []
    with pytest.raises(AlreadyAnswered):
        rights_requests.answer(request_id=row.id, outcome="refused", by=social_worker.pk)


def test_nobody_outside_the_circle_answers(learner, social_worker, other_social_worker, client_of):
    note(learner, social_worker)
    (row,) = rights_requests.waiting(by=social_worker.pk)
    assert rights_requests.waiting(by=other_social_worker.pk) == []
    sent = client_of(other_social_worker).post(
        reverse("referrals:right_answer", args=[row.id]), {"key": uuid4(), "outcome": "done"}
    )
    assert sent.status_code == 404


def test_erasing_answers_what_was_asked_and_leaves_a_number_and_a_clock(learner, social_worker):
    number = note(learner, social_worker, kind="erasure")
    retention.erase(case_id=learner.case_id, by=social_worker.pk)
    (left,) = clocks()
    assert (left.number, left.answered_on, left.outcome) == (number, clock.today(), "Done")
    with clock.at(clock.now() + timedelta(days=3 * 366)):
        retention.run()
        assert clocks() == []


def test_stopping_everything_ends_help_and_appointments_and_asks_for_erasure(learner, social_worker):
    setup.appointment(case_id=learner.case_id, starts_at=clock.now() + timedelta(days=2), by=social_worker.pk)
    browser, key = learner.browser(), uuid4()
    for _twice in range(2):
        browser.post(reverse("referrals:mine_stop"), {"key": key})
    assert Entitlement.objects.get().ends == clock.today()
    file = timeline.read(case_id=learner.case_id, by=social_worker.pk)
    assert file.appointments == []
    assert [plan.decision.ended_on for plan in file.plan] == [clock.today()]
    (asked,) = rights_requests.of_learner(case_id=learner.case_id)
    assert asked.kind == "Erase everything"


@pytest.mark.django_db(transaction=True)
def test_the_officers_opening_lets_no_text_through_and_changes_nothing(learner, social_worker):
    """Raw SQL in the name of the opening of the data protection officer's page: no text, and what is sealed stays sealed."""
    note(learner, social_worker)
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as raw:
        raw.execute("SELECT referrals_open(0, '', 'clocks', 'test')")
        raw.execute("SELECT count(*) FROM referrals_rightsrequest")
        assert raw.fetchone() == (0,), "a task of former times opens nothing"
        raw.execute("SELECT referrals_open(0, '', 'retention', 'test')")
        for table in ("interviewversion", "interviewdraft", "checkin", "casemessage", "authorityreport"):
            raw.execute(f"SELECT count(*) FROM referrals_{table}")
            assert raw.fetchone() == (0,), table
        raw.execute("SELECT t::text FROM referrals_rightsrequest t")
        (row,) = raw.fetchone()
        assert "Odile" not in row
        assert b"Odile".hex() not in row
        raw.execute("UPDATE referrals_rightsrequest SET outcome = 'done'")
        assert raw.rowcount == 0
        opened.rollback()


def test_the_copy_on_paper_says_the_same_and_names_no_referrer(learner, social_worker, referrer, client_of):
    number = setup.request(who=learner.who, referrer=referrer.pk, referrer_name="M. Roux", sentence="Cries in class.")
    queue.join(request_id=number, case_id=learner.case_id, by=social_worker.pk)
    hers = client_of(social_worker).get(reverse("referrals:case_paper", args=[learner.case_id]))
    text = {"hers": leaks.text_of(hers), "own": leaks.text_of(learner.browser().get(reverse("referrals:mine_paper")))}
    said = "Lina has not eaten since yesterday"
    assert set(leaks.find(["Lina Learner", said, "24 months after the last contact"], text)) == {
        ("hers", "24 months after the last contact"),
        ("hers", said),
        ("hers", "Lina Learner"),
        ("own", "24 months after the last contact"),
        ("own", "Lina Learner"),
    }
    assert leaks.find(["Roux", "Rene Referrer"], text) == []
    assert "Roux" not in str(rights.export(case_id=learner.case_id, by=social_worker.pk))
