"""Asking: insert-only, the same for everybody, bounded; and what the queue makes of it."""

import re
from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.school.models import PresencePattern
from coop.web import clock
from coop.web.models import OnceKey
from referrals import compartment, limits, queue
from referrals.models import Appointment, Request

pytestmark = pytest.mark.django_db
ASK = "/ask/"


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


@pytest.fixture
def client():
    """A telephone in English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def presence(social_worker):
    for day in range(7):
        PresencePattern.objects.create(
            user=social_worker.pk, weekday=day, from_time=time(9), to_time=time(11), slot_minutes=30
        )


def key_of(page):
    return re.search(r'name="key" value="([0-9a-f-]+)"', page.content.decode())[1]


def said(browser, **changes):
    fields = {"name": "Sofia Marchetti", "reach_by": "sms", "contact": "06 39 98 14 27", "slot": "later"}
    return {"key": key_of(browser.get(ASK)), **fields, **changes}


def requests_of(social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        return queue.waiting(by=social_worker.pk)


def test_while_nobody_would_read_it_the_page_says_whom_to_see_and_keeps_what_was_typed(client, person, social_worker):
    typed = said(client, name="Sofia Marchetti")
    social_worker.grants.update(ends=clock.today() - timedelta(days=1))
    page = client.get(ASK)
    assert "Talk to an adult you trust" in page.text
    assert ('<form id="ask"' in page.text, "within two days" in page.text) == (False, False)
    answer = client.post(ASK, typed)
    assert "it was not sent" in answer.text
    assert 'value="Sofia Marchetti"' in answer.text
    assert not JournalEntry.objects.filter(action="referrals.request.ask").exists()
    person("Siri Second", "social_worker")
    assert client.post(ASK, typed).status_code == 302


def test_a_request_lands_in_the_queue(client, social_worker):
    answer = client.post(ASK, said(client, when="after 4 pm"))
    assert (answer.status_code, answer.url) == (302, reverse("referrals:asked"))
    (waiting,) = requests_of(social_worker)
    assert (waiting.who.name, waiting.who.phone, waiting.note["when"]) == (
        "Sofia Marchetti",
        "06 39 98 14 27",
        "after 4 pm",
    )
    assert (waiting.urgency, waiting.source, waiting.reach_by) == ("week", "self", "sms")


def test_a_second_tap_asks_once(client, social_worker):
    form = said(client)
    assert [client.post(ASK, form).status_code for _tap in range(2)] == [302, 302]
    assert len(requests_of(social_worker)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"contact": "hello"}, "This is no phone number."),
        ({"contact": "06 39", "reach_by": "email"}, "This is no e-mail address."),
        ({"name": ""}, "This field is required."),
        ({"slot": "1_99"}, "This time has just been taken."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, social_worker, presence, changes, sentence):
    answer = client.post(ASK, said(client, when="at noon", **changes))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in shown
    assert 'value="at noon"' in shown
    assert requests_of(social_worker) == []


def test_a_time_is_held_and_offered_to_nobody_else(client, social_worker, presence):
    page = client.get(ASK)
    slot = page.context["form"].fields["slot"].choices[0][0]
    client.post(ASK, said(client, slot=slot))
    assert slot not in [value for value, _label in client.get(ASK).context["form"].fields["slot"].choices]
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        held = Appointment.objects.get()
    assert (held.state, held.social_worker_id) == ("wished", social_worker.pk)
    case_id = queue.take(request_id=held.request_id, by=social_worker.pk)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        booked = Appointment.objects.get()
    assert (booked.state, booked.case_id) == ("booked", case_id)


def statements(browser, **changes):
    form = said(browser, **changes)
    with CaptureQueriesContext(connection) as caught:
        answer = browser.post(ASK, form)
    shapes = [re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", query["sql"])[:60] for query in caught.captured_queries]
    return answer.status_code, answer.url, shapes


def test_somebody_known_and_somebody_unknown_get_the_same_answer_by_the_same_statements(client, learner):
    known = statements(client, name="Lina Learner", contact="06 39 98 00 01")
    unknown = statements(client, name="Nina Newcomer", contact="06 39 98 00 02")
    assert known == unknown


def test_nothing_is_read_back_while_asking(client, social_worker):
    form = said(client)
    with CaptureQueriesContext(connection) as caught:
        client.post(ASK, form)
    ours = [query["sql"] for query in caught.captured_queries if "referrals_" in query["sql"]]
    read = [sql for sql in ours if not sql.startswith(("INSERT", "SELECT referrals_open"))]
    # The one thing looked at is which times are taken, by a task that sees times and no person.
    assert all('FROM "referrals_appointment"' in sql for sql in read)
    assert not any("RETURNING" in sql for sql in ours)


def test_no_identity_is_stored_in_clear(client, social_worker):
    client.post(ASK, said(client))
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        row = Request.objects.get()
    stored = b"".join(bytes(getattr(row, field)) for field in ["wrapped_key", "sealed_identity", "sealed_note"])
    assert b"Sofia" not in stored
    assert b"9814" not in stored
    kept = str(list(JournalEntry.objects.values())) + str(list(OnceKey.objects.values()))
    assert "Sofia" not in kept
    assert "Marchetti" not in kept


def test_one_device_may_not_ask_without_end(client, social_worker):
    for number in range(limits.PER_DEVICE):
        assert client.post(ASK, said(client, name=f"Sofia {number}")).status_code == 302
    answer = client.post(ASK, said(client, name="Sofia Again"))
    assert answer.status_code == 200
    assert "Several requests came from this device." in answer.content.decode()
    assert len(requests_of(social_worker)) == limits.PER_DEVICE


def test_another_device_of_the_same_campus_still_may(client, client_of, social_worker, outsider):
    for _number in range(limits.PER_DEVICE + 1):
        client.post(ASK, said(client))
    other = client_of(outsider)
    assert other.post(ASK, said(other)).status_code == 302
