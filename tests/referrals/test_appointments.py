"""Times with the social worker: facts, one at a time, with a reminder that betrays nothing."""

import threading
from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404

from coop.notifications.models import Message
from coop.school import presence
from coop.school.models import PresencePattern
from coop.web import clock
from pantry import distributions
from referrals import appointments, cases, codes, compartment, rights
from referrals.errors import NotThisStep, SlotTaken
from referrals.identity import Identity
from referrals.models import Appointment

pytestmark = pytest.mark.django_db
KEY = "6a3b1f0e-58a4-4c0e-9a51-0e6d0a7b8c9d"


def in_days(days):
    return clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=days)


def book(learner, user, starts_at=None):
    return appointments.book(
        case_id=learner.case_id, starts_at=starts_at or in_days(3), minutes=30, mode="office", by=user.pk
    )


def state(number, user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return Appointment.objects.get(id=number).state


def test_one_person_at_a_time(learner, social_worker):
    book(learner, social_worker)
    with pytest.raises(SlotTaken):
        book(learner, social_worker, in_days(3) + timedelta(minutes=15))
    book(learner, social_worker, in_days(3) + timedelta(minutes=30))


@pytest.mark.django_db(transaction=True)
def test_two_bookings_at_once_and_one_is_told(learner, social_worker):
    barrier, outcomes = threading.Barrier(2), []

    def try_it():
        barrier.wait()
        try:
            book(learner, social_worker, in_days(4))
            outcomes.append("booked")
        except SlotTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked", "taken"]


@pytest.mark.parametrize("after", ["came", "did_not_come", "excused", "cancelled"])
def test_a_booking_becomes_a_fact(learner, social_worker, after):
    number = book(learner, social_worker)
    appointments.settle(appointment_id=number, state=after, by=social_worker.pk)
    assert state(number, social_worker) == after


def test_a_fact_is_not_taken_back_into_a_booking(learner, social_worker):
    number = book(learner, social_worker)
    appointments.settle(appointment_id=number, state="came", by=social_worker.pk)
    with pytest.raises(NotThisStep):
        appointments.settle(appointment_id=number, state="excused", by=social_worker.pk)


def test_a_colleague_outside_settles_nothing(learner, social_worker, other_social_worker):
    number = book(learner, social_worker)
    with pytest.raises(Http404):
        appointments.settle(appointment_id=number, state="came", by=other_social_worker.pk)


@pytest.fixture
def receives(social_worker):
    """She is there each weekday from 9 to 10:30: two times of 45 minutes."""
    hours = {"from_time": time(9), "to_time": time(10, 30), "slot_minutes": 45}
    patterns = [PresencePattern(weekday=number, **hours) for number in range(7)]
    presence.set_week(user=social_worker.pk, patterns=patterns, by=social_worker.pk)


def test_booking_offers_what_is_free_and_refuses_what_was_taken_meanwhile(learner, social_worker, receives, client_of):
    browser, url = client_of(social_worker), f"/cases/{learner.case_id}/appointment/"
    first, *_others = free = appointments.free_slots_of(user=social_worker.pk)
    assert 54 <= len(free) <= 56
    said = {"slot": first.value, "minutes": "30", "mode": "office"}
    assert first.value in browser.get(url).content.decode()
    for _twice in range(2):
        browser.post(url, {**said, "key": KEY})
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        booked = Appointment.objects.get()
    assert (booked.starts_at, booked.ends_at, booked.state) == (first.starts_at, first.ends_at, "booked")
    refused = browser.post(url, {**said, "key": str(uuid4())}).content.decode()
    assert "has just been taken" in refused
    assert appointments.free_slots_of(user=social_worker.pk) == free[1:]


def test_a_time_outside_the_pattern_is_typed(learner, social_worker, receives, client_of):
    browser, url = client_of(social_worker), f"/cases/{learner.case_id}/appointment/"
    said = {"slot": "", "minutes": "30", "mode": "call", "key": KEY}
    assert "give a day and an hour" in browser.post(url, said).content.decode()
    answer = browser.post(url, {**said, "day": str(in_days(3).date()), "at": "17:15"})
    assert answer.status_code == 302


def test_a_reminder_waits_for_the_day_before_and_goes_with_the_booking(learner, social_worker):
    number = book(learner, social_worker)
    now, later = Message.objects.order_by("due_at")
    assert later.due_at == in_days(3) - timedelta(hours=24)
    assert {now.subject, later.subject} == {"CO'OP"}
    betraying = ["social", "basket", "panier", "pantry", "help", "aide", "appointment", "Sacha"]
    assert not [word for word in betraying if word in now.body + later.body]
    appointments.settle(appointment_id=number, state="cancelled", by=social_worker.pk)
    assert list(Message.objects.all()) == [now]


def test_the_learner_sees_and_cancels_their_own(learner, social_worker):
    number = book(learner, social_worker)
    phone = learner.browser()
    assert "Cancel this appointment" in phone.get("/mine/appointment/").content.decode()
    phone.post(f"/mine/appointment/{number}/cancel/", {"key": str(uuid4())})
    assert state(number, social_worker) == "cancelled"
    assert "No appointment just now" in phone.get("/mine/appointment/").content.decode()


def test_nobody_cancels_the_appointment_of_another(learner, social_worker):

    other = cases.open_case(who=Identity(name="Awa"), reach_by="call", language="fr", by=social_worker.pk)
    number = appointments.book(case_id=other, starts_at=in_days(5), minutes=30, mode="call", by=social_worker.pk)
    learner.browser().post(f"/mine/appointment/{number}/cancel/", {"key": str(uuid4())})
    assert state(number, social_worker) == "booked"


def test_not_this_week_takes_the_reminder_back(learner, coordinator):
    from .conftest import freeze_a_day

    freeze_a_day(coordinator, clock.today() + timedelta(days=2))
    codes.issue_codes()
    assert Message.objects.count() == 2
    learner.browser().post("/mine/not-this-week/", {"key": str(uuid4())})
    assert Message.objects.count() == 1


@pytest.fixture
def reminded(learner, social_worker, coordinator):
    """An appointment and a bag ahead, both with a mail now and a reminder later; the distribution."""
    from .conftest import freeze_a_day

    book(learner, social_worker)
    day = freeze_a_day(coordinator, clock.today() + timedelta(days=2))
    codes.issue_codes()
    assert waiting_to() == [learner.who.email] * 4
    return day


def waiting_to():
    return [message.recipient for message in Message.objects.filter(state=Message.State.WAITING)]


def test_nobody_is_reminded_of_anything_after_the_file_is_erased(reminded, learner, social_worker):
    rights.erase(case_id=learner.case_id, by=social_worker.pk)
    assert not Message.objects.filter(due_at__gt=clock.now()).exists()


def test_reminders_go_to_the_new_address_alone(reminded, learner, social_worker):
    due = sorted(Message.objects.filter(due_at__gt=clock.now()).values_list("due_at", flat=True))
    moved = replace(learner.who, email="lina.elsewhere@test.example")
    cases.rectify(case_id=learner.case_id, who=moved, reach_by="email", language="fr", by=social_worker.pk)
    later = Message.objects.filter(due_at__gt=clock.now())
    assert {message.recipient for message in later} == {moved.email}
    assert sorted(later.values_list("due_at", flat=True)) == due
    none = replace(moved, email="")
    cases.rectify(case_id=learner.case_id, who=none, reach_by="call", language="fr", by=social_worker.pk)
    assert not later.all().exists()


def test_a_distribution_that_does_not_take_place_reminds_nobody(reminded, learner, coordinator):
    distributions.cancel(distribution_id=reminded.pk, by=coordinator.pk)
    codes.issue_codes()
    (left,) = Message.objects.filter(due_at__gt=clock.now())
    assert left.due_at == in_days(3) - timedelta(hours=24)


def test_the_agenda_says_whom_no_mail_reminds(learner, social_worker, client_of):

    book(learner, social_worker)
    who = Identity(name="Awa", phone="06 39 98 00 33")
    other = cases.open_case(who=who, reach_by="call", language="fr", by=social_worker.pk)
    appointments.book(case_id=other, starts_at=in_days(4), minutes=30, mode="call", by=social_worker.pk)
    page = client_of(social_worker).get("/cases/agenda/").text
    assert page.count("no mail reminds them:") == page.count("06 39 98 00 33") == 1
