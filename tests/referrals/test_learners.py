"""The learner's own page: in by a code to an address, out after half an hour, and nothing tells known from unknown."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock
from coop.web.models import OnceKey
from referrals import cases, codes, compartment, learners
from referrals.errors import WrongCode
from referrals.identity import Identity
from referrals.models import LearnerSession, SignInCode

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


@pytest.fixture
def phone():
    return Client(headers={"accept-language": "en"})


def last_code():
    body = Message.objects.latest("id").body
    return (re.search(r"\b\d{6}\b", body) or [""])[0]


def ask_code(phone, email):
    return phone.post("/mine/sign-in/", {"key": str(uuid4()), "email": email})


def enter(phone, code):
    return phone.post("/mine/code/", {"key": str(uuid4()), "code": code})


def test_in_with_the_code_and_out_again(learner, phone):
    assert ask_code(phone, learner.who.email.upper()).url == "/mine/code/"
    assert enter(phone, last_code()).url == "/mine/"
    assert phone.get("/mine/").status_code == 200
    phone.post("/mine/sign-out/", {"key": str(uuid4())})
    assert phone.get("/mine/").url == "/mine/sign-in/"


def test_the_old_cookie_opens_nothing_after_signing_out(learner):
    phone = learner.browser()
    kept = phone.cookies["coop_visit"].value
    phone.post("/mine/sign-out/", {})
    phone.cookies["coop_visit"] = kept
    assert phone.get("/mine/").url == "/mine/sign-in/"


def test_a_visit_ends_after_half_an_hour(learner):
    phone = learner.browser()
    with clock.at(clock.now() + learners.SESSION_LIFE + timedelta(seconds=1)):
        assert phone.get("/mine/").url == "/mine/sign-in/"


def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_statements(learner, phone):
    def shape(email):
        with CaptureQueriesContext(connection) as caught:
            answer = ask_code(phone, email)
        sql = [re.sub(r"s\d+_x\d+", "point", query["sql"])[:50] for query in caught.captured_queries]
        return answer.status_code, answer.url, sorted(answer.cookies), sql

    assert shape(learner.who.email) == shape("nobody@test.example")
    assert Message.objects.count() == 2


def test_the_mail_to_an_unknown_address_opens_nothing(learner, phone):
    ask_code(phone, "nobody@test.example")
    assert last_code() == ""
    assert "does not match" in enter(phone, "123456").content.decode()


def test_five_wrong_tries_and_the_right_code_is_worth_nothing(learner):
    attempt = learners.send_code(address=learner.who.email, language="en")
    right = last_code()
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(learners.TRIES):
        with pytest.raises(WrongCode):
            learners.sign_in(attempt_id=attempt, code=wrong)
    with pytest.raises(WrongCode):
        learners.sign_in(attempt_id=attempt, code=right)


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(learner):
    attempt = learners.send_code(address=learner.who.email, language="en")
    code = last_code()
    assert learners.sign_in(attempt_id=attempt, code=code)
    with pytest.raises(WrongCode):
        learners.sign_in(attempt_id=attempt, code=code)
    late = learners.send_code(address=learner.who.email, language="en")
    with clock.at(clock.now() + learners.CODE_LIFE + timedelta(seconds=1)), pytest.raises(WrongCode):
        learners.sign_in(attempt_id=late, code=last_code())


def test_without_an_attempt_the_code_page_asks_for_a_new_one(phone, db):
    assert "does not match" in enter(phone, "123456").content.decode()


def test_a_learner_sees_their_own_page_and_never_anothers(learner, social_worker):
    other = cases.open_case(
        who=Identity(name="Awa Diarra", email="awa@test.example"), reach_by="email", language="fr", by=social_worker.pk
    )
    data = learner.browser().get("/mine/data/").json()
    assert data["identity"]["name"] == "Lina Learner"
    assert "Awa" not in str(data)
    assert learners.page(case_id=other).next_pickup is None


def test_the_copy_holds_the_facts_and_not_the_notes(learner, social_worker, client_of):
    data = learner.browser().get("/mine/data/").content.decode()
    assert '"weekly_basket"' in data
    assert "has not eaten" not in data
    handed_over = client_of(social_worker).get(f"/cases/{learner.case_id}/data/").content.decode()
    assert "has not eaten" in handed_over


def test_not_this_week_cancels_the_basket_and_asks_no_reason(learner, frozen, basket_of):
    codes.issue_codes()
    phone = learner.browser()
    answer = phone.post("/mine/not-this-week/", {"key": str(uuid4())})
    assert answer.url == "/mine/"
    assert basket_of(frozen).state == "cancelled"
    assert "Not this time" in phone.get("/mine/").content.decode()


def test_nothing_joins_a_visit_to_an_account_open_in_the_same_browser(learner, frozen, volunteer, client_of):
    """A volunteer who is helped has two ways in; what is stored outside the compartment knows of one only."""
    codes.issue_codes()
    browser = client_of(volunteer)
    browser.cookies["coop_visit"] = learner.browser().cookies["coop_visit"].value
    before = JournalEntry.objects.latest("id").id
    assert browser.get("/mine/").status_code == 200
    browser.post("/mine/not-this-week/", {"key": str(uuid4())})
    assert not JournalEntry.objects.filter(id__gt=before, by_id=volunteer.pk).exists()
    assert not OnceKey.objects.filter(by=str(volunteer.pk)).exists()


def test_codes_and_visits_that_are_over_are_forgotten(learner):
    learners.send_code(address=learner.who.email, language="en")
    learner.browser()
    assert learners.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert learners.forget_old() == 2
    with compartment.task(compartment.Task.SIGN_IN, purpose="test"):
        assert SignInCode.objects.count() == LearnerSession.objects.count() == 0
