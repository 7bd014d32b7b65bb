"""Her calendar in her own calendar program: times without names, behind an address that is shown once and can be ended."""

import re
from contextlib import closing
from datetime import timedelta

import psycopg2
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from icalendar import Calendar

from coop.accounts import grants
from coop.accounts.models import RoleGrant
from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import appointments, compartment, feeds, limits
from referrals.models import CalendarFeed
from tests import leaks

pytestmark = pytest.mark.django_db
PAGE = "/cases/presence/calendar/"
KEY = "6a3b1f0e-58a4-4c0e-9a51-0e6d0a7b8c9d"


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


@pytest.fixture
def booked(learner, social_worker):
    at = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    number = appointments.book(case_id=learner.case_id, starts_at=at, minutes=45, mode="office", by=social_worker.pk)
    return number, at


def made(user):
    """The address as a program gets it: without the host."""
    return "/calendar/" + feeds.renew(by=user.pk).split("/calendar/")[1]


def events(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_program_without_a_session_reads_when_she_is_busy_and_no_name(booked, learner, social_worker, client):
    number, at = booked
    answer = client.get(made(social_worker))
    (event,) = events(answer)
    assert event.decoded("dtstart") == at
    assert str(event["summary"]) == "CO'OP"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    secrets = ["Lina", "Learner", "Sacha", "office", str(number), str(learner.case_id)]
    assert leaks.find(secrets, {"calendar": leaks.text_of(answer)}) == []


def test_a_time_that_was_cancelled_is_gone(booked, social_worker, client):
    address = made(social_worker)
    appointments.settle(appointment_id=booked[0], state="cancelled", by=social_worker.pk)
    assert events(client.get(address)) == []


def test_her_own_times_and_no_colleague_s(booked, other_social_worker, client):
    assert events(client.get(made(other_social_worker))) == []


def test_the_address_is_shown_once_and_only_its_digest_is_kept(social_worker, client_of):
    browser = client_of(social_worker)
    shown = browser.post(PAGE, {"key": KEY}).content.decode()
    token = re.search(r"/calendar/([\w-]{43})\.ics", shown)[1]
    for again in (browser.post(PAGE, {"key": KEY}), browser.get(PAGE)):
        assert token not in again.content.decode()
        assert "works since" in again.content.decode()
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        row = CalendarFeed.objects.values().get()
    assert token not in str(row)
    assert token not in str(list(JournalEntry.objects.values()))
    assert leaks.find([token], leaks.tables()) == []


def test_a_new_address_ends_the_one_before_and_ending_ends_it(social_worker, client, client_of):
    first, second = made(social_worker), made(social_worker)
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    client_of(social_worker).post(f"{PAGE}end/", {"key": KEY})
    assert client.get(second).status_code == 404


def test_whoever_is_no_social_worker_any_more_has_no_calendar(social_worker, client):
    address = made(social_worker)
    grants.revoke(grant=RoleGrant.objects.get(user=social_worker), by=0)
    assert client.get(address).status_code == 404
    assert (feeds.forget(), feeds.forget()) == (1, 0)


def test_an_address_of_nobody_is_not_there(client):
    assert client.get("/calendar/" + "x" * 43 + ".ics").status_code == 404


def test_what_has_not_changed_is_not_sent_again(booked, social_worker, client):
    address = made(social_worker)
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    appointments.settle(appointment_id=booked[0], state="cancelled", by=social_worker.pk)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_program_that_asks_without_end_waits(social_worker):
    address, program = made(social_worker), Client()
    for _poll in range(limits.POLLS):
        assert program.get(address).status_code == 200
    answer = program.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")


@pytest.mark.django_db(transaction=True)
def test_the_task_that_answers_calendars_reads_times_and_nothing_else(booked, social_worker):
    made(social_worker)
    with closing(psycopg2.connect(**connection.get_connection_params())) as raw, raw.cursor() as cursor:
        cursor.execute("SELECT referrals_open(0, '', 'calendar', 'attack')")
        for table in ("case", "request", "interview", "decision", "circlemember", "followup"):
            cursor.execute(f"SELECT count(*) FROM referrals_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("DELETE FROM referrals_calendarfeed")
        assert cursor.rowcount == 0
