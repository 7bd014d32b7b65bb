"""Shifts in one's own calendar program: times and “CO'OP”, behind an address that is shown once and can be ended."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from icalendar import Calendar

from coop.accounts.models import RoleGrant
from coop.audit.models import JournalEntry
from coop.web import clock
from tests import leaks
from volunteers import feeds, signups
from volunteers.models import ShiftCalendar

pytestmark = pytest.mark.django_db
PAGE = "/shifts/calendar/"
KEY = "6a3b1f0e-58a4-4c0e-9a51-0e6d0a7b8c9e"


@pytest.fixture(autouse=True)
def forgotten_looks():
    cache.clear()


@pytest.fixture
def taken(shift, volunteer):
    return signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)


def address_of(person):
    return PAGE + feeds.renew(by=person.pk).split(PAGE)[1]


def events(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_program_without_a_session_reads_when_the_shifts_are(taken, shift, volunteer, client):
    answer = client.get(address_of(volunteer))
    (event,) = events(answer)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (shift.starts_at, shift.ends_at)
    assert (str(event["summary"]), str(event["status"])) == ("CO'OP", "CONFIRMED")
    assert not answer.cookies
    assert leaks.find([shift.title, shift.place, volunteer.full_name], {"calendar": leaks.text_of(answer)}) == []


def test_the_waiting_list_is_uncertain_and_a_shift_given_back_is_gone(make_shift, volunteer, other_volunteer, client):
    full = make_shift(maximum=1)
    signups.sign_up(shift_id=full.pk, person_id=other_volunteer.pk, by=other_volunteer.pk)
    waiting = signups.sign_up(shift_id=full.pk, person_id=volunteer.pk, by=volunteer.pk)
    address = address_of(volunteer)
    assert [str(event["status"]) for event in events(client.get(address))] == ["TENTATIVE"]
    signups.withdraw(sign_up_id=waiting.pk, by=volunteer.pk)
    assert events(client.get(address)) == []


def test_the_address_is_shown_once_and_only_its_digest_is_kept(volunteer, client_of):
    browser = client_of(volunteer)
    shown = browser.post(PAGE, {"key": KEY}).content.decode()
    token = re.search(r"/calendar/([\w-]{43})\.ics", shown)[1]
    for again in (browser.post(PAGE, {"key": KEY}), browser.get(PAGE)):
        assert token not in again.content.decode()
        assert "works since" in again.content.decode()
    assert token not in str(ShiftCalendar.objects.values().get())
    assert token not in str(list(JournalEntry.objects.values()))


def test_a_new_address_ends_the_one_before_and_ending_ends_it(volunteer, client, client_of):
    first, second = address_of(volunteer), address_of(volunteer)
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    client_of(volunteer).post(f"{PAGE}end/", {"key": KEY})
    assert client.get(second).status_code == 404


def test_who_left_the_team_has_no_calendar(volunteer, client):
    address = address_of(volunteer)
    RoleGrant.objects.filter(user=volunteer).update(starts="2020-01-01", ends=clock.today() - timedelta(days=1))
    assert client.get(address).status_code == 404
    assert (feeds.forget(), feeds.forget()) == (1, 0)


def test_what_has_not_changed_is_not_sent_again_and_asking_without_end_waits(taken, volunteer, client):
    address = address_of(volunteer)
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    answers = [client.get(address).status_code for _look in range(feeds.LOOKS)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_an_address_of_nobody_is_not_there(client):
    assert client.get(f"{PAGE}{'x' * 43}.ics").status_code == 404
