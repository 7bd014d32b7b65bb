"""A request may be somebody else's joke: until the person is reached it opens nothing, says nothing, and goes without a trace."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.rights import deletions
from coop.school.models import PresencePattern
from coop.web import clock
from referrals import asking, compartment, first_contact, learners, queue, referring, setup
from referrals.errors import LinkEnded, NoAddress
from referrals.identity import Identity
from referrals.models import Appointment, BlindMark, Case, Receipt, Request

pytestmark = pytest.mark.django_db
BY_MAIL = Identity(name="Sofia Marchetti", email="sofia@test.example")
BY_PHONE = Identity(name="Nils Moreau", phone="06 39 98 14 27")


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


def ask(who=BY_MAIL, wish=None):
    reach_by = "email" if who.email else "call"
    return asking.ask(who=who, reach_by=reach_by, when="", language="en", wish=wish)


def waiting(user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return queue.waiting(by=user.pk)


def everything(user):
    """How many rows of each kind the confidential side holds about people who ask."""
    with compartment.social_work(by=user.pk, purpose="test"):
        return tuple(model.objects.count() for model in (Request, BlindMark, Appointment, Case))


def link_to(address):
    (message,) = (one for one in Message.objects.all() if one.recipient == address)
    return re.search(r"/ask/answer/[^\s]+", message.body)[0], message.body


def test_the_label_stands_until_the_person_is_reached_and_never_on_a_referral(social_worker, referrer, client_of):
    number, browser = ask(), client_of(social_worker)
    setup.request(who=BY_PHONE, referrer=referrer.pk, referrer_name="M. Roux")
    assert [each.is_unconfirmed for each in waiting(social_worker)] == [True, False]
    for page in ("/cases/", "/cases/requests/", f"/cases/requests/{number}/"):
        assert browser.get(page).content.decode().count("unconfirmed") == 1
    queue.contacted(request_id=number, by=social_worker.pk)
    assert [each.is_unconfirmed for each in waiting(social_worker)] == [False, False]


def test_the_first_message_suits_somebody_who_never_asked(social_worker, client_of):
    number, browser = ask(), client_of(social_worker)
    browser.post(f"/cases/requests/{number}/write/", {"key": str(uuid4())})
    _link, body = link_to(BY_MAIL.email)
    assert "Somebody left this address with us" in body
    betraying = ["sofia", "help", "social", "basket", "food", "school", "appointment", "you asked"]
    assert [word for word in betraying if word in re.sub(r"http\S+", "", body).lower()] == []
    first_contact.write(request_id=number, by=social_worker.pk)
    assert Message.objects.count() == 1
    assert re.search(r"tried <time[^>]*>today", browser.get("/cases/requests/").content.decode())


def test_nobody_is_written_to_before_she_does(social_worker):
    ask()
    assert Message.objects.count() == 0


def test_without_an_address_she_calls_and_notes_that_nobody_answered(social_worker, client_of):
    number = ask(BY_PHONE)
    with pytest.raises(NoAddress):
        first_contact.write(request_id=number, by=social_worker.pk)
    page = client_of(social_worker).post(f"/cases/requests/{number}/tried/", {"key": str(uuid4())}, follow=True)
    assert "Somebody left this number with us" in page.content.decode()
    assert waiting(social_worker)[0].tried_at is not None


def test_one_tap_confirms_and_the_link_has_ended(social_worker):
    number = ask()
    first_contact.write(request_id=number, by=social_worker.pk)
    link, _body = link_to(BY_MAIL.email)
    phone = Client(headers={"accept-language": "en"})
    page = phone.get(link).content.decode()
    assert "Was it you?" in page
    assert "Sofia" not in page
    said = {"key": str(uuid4()), "answer": "yes"}
    for _tap in range(2):
        assert "Thank you" in phone.post(link, said).content.decode()
    assert not waiting(social_worker)[0].is_unconfirmed
    for again in (phone.get(link), phone.post(link, {"key": str(uuid4()), "answer": "no"})):
        assert "This link has ended." in again.content.decode()
    assert len(waiting(social_worker)) == 1


def test_one_tap_erases_and_leaves_nothing(social_worker):
    empty = everything(social_worker)
    number = ask()
    first_contact.write(request_id=number, by=social_worker.pk)
    link, _body = link_to(BY_MAIL.email)
    page = Client(headers={"accept-language": "en"}).post(link, {"key": str(uuid4()), "answer": "no"})
    assert "It is erased" in page.content.decode()
    assert everything(social_worker) == empty
    noted = JournalEntry.objects.get(action="referrals.request.disown")
    assert (noted.object_id, noted.state) == (str(number), "")
    assert Message.objects.count() == 0  # it had not left yet


@pytest.mark.parametrize("token", ["nothing", "x" * 300, "a:b:c"])
def test_a_link_that_was_never_ours_says_the_same_as_one_that_ended(client, token):
    assert client.get(reverse("referrals:answer", args=[token])).status_code == 200
    with pytest.raises(LinkEnded):
        first_contact.question(token=token)


def test_an_old_link_ends_by_itself(social_worker):
    number = ask()
    with clock.at(clock.now()):
        first_contact.write(request_id=number, by=social_worker.pk)
    token = link_to(BY_MAIL.email)[0].split("/")[3]
    assert first_contact.question(token=token).request_id == number
    first_contact.disown(request_id=number, by=social_worker.pk)
    with pytest.raises(LinkEnded):
        first_contact.question(token=token)


@pytest.fixture
def wish(social_worker):
    PresencePattern.objects.create(user=social_worker.pk, weekday=0, from_time="09:00", to_time="11:00")
    starts_at = (clock.now() + timedelta(days=5)).replace(hour=9, minute=0, second=0, microsecond=0)
    return asking.Wish(social_worker.pk, starts_at, starts_at + timedelta(minutes=45))


def test_they_had_not_asked_erases_what_was_typed_and_frees_the_time(social_worker, wish, client_of):
    empty, browser = everything(social_worker), client_of(social_worker)
    number = ask(wish=wish)
    assert everything(social_worker) != empty
    address = f"/cases/requests/{number}/not-them/"
    assert "It goes for good." in browser.get(address).content.decode()
    assert browser.post(address, {"key": str(uuid4())}).url == "/cases/requests/"
    assert everything(social_worker) == empty
    kept = str(list(JournalEntry.objects.values()))
    assert str(number) in kept
    assert "Sofia" not in kept


def test_the_wished_time_is_shown_to_whoever_answers_and_booked_only_after(social_worker, wish):
    number = ask(wish=wish)
    first_contact.write(request_id=number, by=social_worker.pk)
    link, body = link_to(BY_MAIL.email)
    assert "this time is kept" in Client(headers={"accept-language": "en"}).get(link).content.decode()
    assert "kept" not in body
    assert Message.objects.count() == 1
    queue.take(request_id=number, by=social_worker.pk)
    assert Message.objects.count() == 3  # the time is noted, and a reminder the day before


def test_a_referral_that_was_never_agreed_closes_the_receipt_and_goes(social_worker, referrer):
    number = setup.request(who=BY_PHONE, referrer=referrer.pk)
    first_contact.disown(request_id=number, by=social_worker.pk)
    assert waiting(social_worker) == []
    assert [state.state for state in referring.states_of(by=referrer.pk)] == ["closed"]
    with compartment.referring(by=referrer.pk, purpose="test"):
        assert Receipt.objects.count() == 1


def test_a_stranger_s_address_opens_nothing_until_she_has_reached_the_person(learner, social_worker):
    """Somebody types Lina's name and number with an address of their own, to read her page."""
    ask(Identity(name="Lina Learner", phone="06 39 98 00 01", email="curious@test.example"))
    learners.send_code(address="curious@test.example", language="en")
    assert "there is no page for it" in Message.objects.get().body


def test_taking_and_joining_say_that_the_person_was_reached(learner, social_worker, referrer):
    for join in (False, True):
        number = setup.request(who=BY_PHONE, referrer=referrer.pk)
        if join:
            queue.join(request_id=number, case_id=learner.case_id, by=social_worker.pk)
        else:
            queue.take(request_id=number, by=social_worker.pk)
    assert {state.state for state in referring.states_of(by=referrer.pk)} == {"contacted"}


def test_what_was_erased_is_erased_again_after_a_restore(social_worker):
    number = ask()
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT monday")
    first_contact.disown(request_id=number, by=social_worker.pk)
    gone = deletions.Deletion(kind="request", erased_at=datetime(2026, 1, 1, tzinfo=UTC))
    gone.digest = deletions.blind.digest(deletions.PURPOSE, f"request:{number}")
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT monday")
    assert len(waiting(social_worker)) == 1
    assert deletions.replay([gone]) == 1
    assert waiting(social_worker) == []


@pytest.mark.django_db(transaction=True)
def test_answering_reaches_one_request_and_nothing_else(learner, social_worker):
    mine, other = ask(), ask(BY_PHONE)
    with closing(psycopg2.connect(**connection.get_connection_params())) as raw, raw.cursor() as cursor:
        cursor.execute("SELECT referrals_open(0, %s, 'answer', 'attack')", [str(mine)])
        cursor.execute("SELECT id::text FROM referrals_request")
        assert cursor.fetchall() == [(str(mine),)] != [(str(other),)]
        for table in ("case", "interviewversion", "decision", "receipt", "circlemember"):
            cursor.execute(f"SELECT count(*) FROM referrals_{table}")
            assert cursor.fetchone() == (0,)
        cursor.execute("DELETE FROM referrals_blindmark")
        cursor.execute("DELETE FROM referrals_request")
        assert cursor.rowcount == 1
        raw.rollback()
