"""The lists of the confidential side keep their number of queries, with one row and with three.

Counted without what brackets a transaction (BEGIN, COMMIT, savepoints): statements that ask or write something.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coop.web import clock
from referrals import cases, check_ins, compartment, setup
from referrals.identity import Identity

pytestmark = pytest.mark.django_db
BRACKETS = re.compile(r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)")


def statements(browser, name, *args):
    url = reverse(f"referrals:{name}", args=args)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return [query["sql"][:160] for query in caught.captured_queries if not BRACKETS.match(query["sql"])]


def fill(number, social_worker, referrer):
    """One more of everything: an appointment today, a request of somebody who has a file, something to do."""
    who = Identity(name=f"File {number}", phone=f"06 39 98 10 {number:02}")
    case_id = cases.open_case(who=who, reach_by="sms", language="fr", by=social_worker.pk)
    setup.request(who=who, referrer=referrer.pk)
    starts_at = clock.now().replace(hour=4) + timedelta(minutes=30 * number)
    setup.appointment(case_id=case_id, starts_at=starts_at, minutes=30, by=social_worker.pk)
    check_ins.leave(distribution_id=0, number=number, word=check_ins.Word(sentence="Thinner."), by=referrer.pk)
    check_ins.sort_in()
    with compartment.task(compartment.Task.MISSED):
        cases.note_to_do(case_id=case_id, kind="missed_twice", about=f"basket:{number}", due_on=clock.today())


@pytest.mark.parametrize(("name", "asked"), [("queue", 7), ("cases", 5), ("tasks", 5), ("agenda", 6), ("morning", 8)])
def test_lists_keep_their_number_of_queries(name, asked, social_worker, referrer, client_of):
    """Session, person with roles; open, read, close: what is left is what the page itself asks."""
    browser = client_of(social_worker)
    browser.get(reverse(f"referrals:{name}"))  # the first visit of a sign-in writes its session
    fill(1, social_worker, referrer)
    with_one = statements(browser, name)
    fill(2, social_worker, referrer)
    fill(3, social_worker, referrer)
    with_three = statements(browser, name)
    assert (len(with_one), len(with_three)) == (asked, asked), "\n".join(with_three)


@pytest.mark.parametrize(("name", "budget"), [("ask", 9), ("refer", 6)])
def test_forms_keep_within_their_budget(name, budget, referrer, client_of):
    asked = statements(client_of(referrer), name)
    assert len(asked) <= budget, "\n".join(asked)


def test_a_file_takes_the_same_queries_however_much_happened(learner, social_worker, client_of):
    browser = client_of(social_worker)
    before = statements(browser, "case", learner.case_id)
    for _time in range(3):
        setup.interview(case_id=learner.case_id, told=setup.Told(facts="Again."), by=social_worker.pk)
    after = statements(browser, "case", learner.case_id)
    assert len(before) == len(after) <= 22, "\n".join(after)


def test_the_learners_page_stays_small(learner):
    asked = statements(learner.browser(), "mine")
    assert len(asked) <= 14, "\n".join(asked)
