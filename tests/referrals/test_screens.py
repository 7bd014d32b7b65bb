"""Each screen of the confidential side opens for who may, says what it should, and keeps its number of queries."""

import pytest
from django.urls import reverse

from coop.audit.models import JournalEntry
from referrals import interviews, setup
from referrals.identity import Identity

pytestmark = pytest.mark.django_db


def page(browser, name, *args):
    answer = browser.get(reverse(f"referrals:{name}", args=args))
    assert answer.status_code == 200, (name, answer.status_code, getattr(answer, "url", ""))
    return answer.content.decode()


@pytest.fixture
def request_id(referrer):
    who = Identity(name="Mehdi Aubert", phone="06 39 98 00 02")
    return setup.request(who=who, referrer=referrer.pk, referrer_name="M. Roux", sentence="He is often late.")


@pytest.fixture
def draft_id(learner, social_worker):
    return interviews.begin(case_id=learner.case_id, mode="office", by=social_worker.pk)


@pytest.mark.parametrize("name", ["morning", "agenda", "queue", "tasks", "cases", "case_new"])
def test_pages_of_the_social_worker_open(name, learner, request_id, social_worker, client_of):
    assert "<title>CO'OP</title>" in page(client_of(social_worker), name)


@pytest.mark.parametrize(
    "name", ["case", "case_edit", "case_volunteer", "case_share", "case_data", "appointment_book", "grant", "pause"]
)
def test_pages_of_a_file_open_for_its_circle_alone(name, learner, social_worker, other_social_worker, client_of):
    assert "Lina" in page(client_of(social_worker), name, learner.case_id)
    answer = client_of(other_social_worker).get(reverse(f"referrals:{name}", args=[learner.case_id]))
    assert answer.status_code == 404


def test_the_interview_is_written_and_read_by_its_author(
    learner, draft_id, social_worker, other_social_worker, client_of
):
    assert "Lina Learner" in page(client_of(social_worker), "interview", draft_id)
    for name in ["interview", "interview_read"]:
        answer = client_of(other_social_worker).get(reverse(f"referrals:{name}", args=[draft_id]))
        assert answer.status_code == 404


def test_the_queue_names_who_waits_and_who_referred(request_id, social_worker, client_of):
    shown = page(client_of(social_worker), "queue")
    assert "Mehdi Aubert" in shown
    assert "M. Roux" in shown
    assert "He is often late." in page(client_of(social_worker), "request", request_id)


@pytest.mark.parametrize("name", ["mine", "mine_appointment", "mine_me", "mine_data", "mine_skip"])
def test_pages_of_the_learner_open_with_their_own_session(name, learner, client, social_worker, client_of):
    page(learner.browser(), name)
    for browser in [client, client_of(social_worker)]:
        answer = browser.get(reverse(f"referrals:{name}"))
        assert (answer.status_code, answer.url) == (302, reverse("referrals:mine_sign_in"))


@pytest.mark.parametrize("name", ["ask", "asked", "leaflet", "mine_sign_in", "mine_code"])
def test_public_pages_open_and_are_kept_nowhere(name, client):
    page(client, name)


def test_no_page_of_a_learner_stays_in_a_cache(learner, client):
    for browser, name in [(learner.browser(), "mine"), (client, "ask"), (client, "mine_sign_in")]:
        assert "no-store" in browser.get(reverse(f"referrals:{name}"))["Cache-Control"]


def test_trying_somebody_elses_file_is_journalled_in_a_row_that_stays(learner, other_social_worker, client_of):
    browser = client_of(other_social_worker)
    for name in ["case", "grant"]:
        assert browser.get(reverse(f"referrals:{name}", args=[learner.case_id])).status_code == 404
        tried = JournalEntry.objects.filter(by_id=other_social_worker.pk, action="access.refuse").last()
        assert (tried.object_type, tried.object_id, tried.state, tried.purpose) == (
            "referrals.case",
            str(learner.case_id),
            "refused",
            f"referrals:{name}",
        )
