"""Referring: agreement first, three states afterwards, and nothing else for whoever referred."""

import re

import pytest
from django.urls import reverse

from referrals import compartment, queue, referring
from referrals.models import Receipt, Request

pytestmark = pytest.mark.django_db
REFER = "/refer/"


def said(browser, **changes):
    page = browser.get(REFER).content.decode()
    key = re.search(r'name="key" value="([0-9a-f-]+)"', page)[1]
    fields = {
        "agreed": "yes",
        "name": "Mehdi Aubert",
        "reach_by": "call",
        "contact": "06 39 98 11 11",
        "urgency": "today",
    }
    return {"key": key, "difficulties": ["housing"], "sentence": "He is tired.", **fields, **changes}


def waiting(social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        return queue.waiting(by=social_worker.pk)


def test_without_agreement_a_leaflet_and_nothing_stored(referrer, social_worker, client_of):
    browser = client_of(referrer)
    answer = browser.post(REFER, said(browser, agreed="no"))
    assert "Nothing was kept." in answer.content.decode()
    assert waiting(social_worker) == []
    with compartment.referring(by=referrer.pk, purpose="test"):
        assert Receipt.objects.count() == 0


def test_while_no_social_worker_is_there_nothing_is_passed_on_and_nothing_typed_is_lost(referrer, client_of):
    browser = client_of(referrer)
    assert "No social worker has an account here yet" in browser.get(REFER).text
    answer = browser.post(REFER, said(browser))
    assert "nothing was passed on" in answer.text
    assert 'value="Mehdi Aubert"' in answer.text
    with compartment.referring(by=referrer.pk, purpose="test"):
        assert Receipt.objects.count() == 0


def test_a_referral_reaches_the_queue_with_what_was_noticed(referrer, social_worker, client_of):
    browser = client_of(referrer)
    assert browser.post(REFER, said(browser)).url == f"{REFER}?passed_on=1"
    (one,) = waiting(social_worker)
    assert (one.who.name, one.urgency, one.source) == ("Mehdi Aubert", "today", "staff")
    assert one.note["referrer"] == referrer.full_name
    assert (one.note["difficulties"], one.note["sentence"]) == (["housing"], "He is tired.")


def test_the_referrer_sees_states_and_never_a_name(referrer, social_worker, client_of):
    browser = client_of(referrer)
    browser.post(REFER, said(browser))
    request_id = waiting(social_worker)[0].id

    def shown():
        page = browser.get(REFER)
        assert "Mehdi" not in page.content.decode()
        return [state.state for state in page.context["states"]]

    assert shown() == ["received"]
    queue.take(request_id=request_id, by=social_worker.pk)
    assert shown() == ["contacted"]
    queue.close(request_id=request_id, by=social_worker.pk)
    assert shown() == ["closed"]


def test_a_referrer_reads_no_request_not_even_their_own(referrer, social_worker, client_of):
    browser = client_of(referrer)
    browser.post(REFER, said(browser))
    with compartment.referring(by=referrer.pk, purpose="test"):
        assert Request.objects.count() == 0
        assert Receipt.objects.count() == 1


def test_a_colleague_sees_no_receipt_of_another(referrer, social_worker, coordinator, client_of):
    browser = client_of(referrer)
    browser.post(REFER, said(browser))
    assert referring.states_of(by=coordinator.pk) == []
    assert len(referring.states_of(by=referrer.pk)) == 1


def test_a_name_and_a_way_to_reach_are_needed(referrer, social_worker, client_of):
    browser = client_of(referrer)
    answer = browser.post(REFER, said(browser, name="", contact=""))
    assert answer.content.decode().count("Needed, so that the learner can be reached.") >= 2
    assert waiting(social_worker) == []


def test_a_volunteer_does_not_refer(volunteer, client_of):
    assert client_of(volunteer).get(reverse("referrals:refer")).status_code == 403
