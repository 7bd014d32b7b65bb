"""A learner books, moves and cancels on their own page: free times of their own social workers, one at a time."""

import threading
from contextlib import closing
from datetime import time, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection

from coop.notifications.models import Message
from coop.school import presence
from coop.school.models import PresencePattern
from coop.web import clock
from referrals import appointments, cases, circles, compartment, timeline
from referrals.appointments import Slot
from referrals.errors import SlotTaken
from referrals.identity import Identity
from referrals.models import Appointment, Case

pytestmark = pytest.mark.django_db
CHOOSE = "/mine/appointment/choose/"


def receive(user):
    """There every day from nine to half past ten: two times of 45 minutes."""
    hours = {"from_time": time(9), "to_time": time(10, 30), "slot_minutes": 45}
    patterns = [PresencePattern(weekday=number, **hours) for number in range(7)]
    presence.set_week(user=user.pk, patterns=patterns, by=user.pk)


@pytest.fixture(autouse=True)
def there(social_worker):
    receive(social_worker)


def booked(user):
    """Her booked times, in order."""
    with compartment.social_work(by=user.pk, purpose="test"):
        rows = Appointment.objects.filter(social_worker_id=user.pk, state="booked").order_by("starts_at")
        return list(rows.values_list("starts_at", flat=True))


def free(learner):
    return appointments.free_slots_for(case_id=learner.case_id)


def take(browser, slot, **more):
    return browser.post(CHOOSE, {"key": str(uuid4()), "slot": slot.value, "mode": "office", **more})


def test_the_next_four_weeks_are_offered_under_their_days(learner):
    slots = free(learner)
    assert 54 <= len(slots) <= 56
    shown = learner.browser().get(CHOOSE).content.decode()
    assert all(slot.value in shown for slot in slots)
    assert "Choose a time" in shown


def test_a_time_is_taken_by_one_tap_and_by_two(learner, social_worker):
    first, *_others = free(learner)
    browser, key = learner.browser(), str(uuid4())
    for _tap in range(2):
        assert take(browser, first, key=key).url == "/mine/appointment/"
    assert booked(social_worker) == [first.starts_at]
    assert "This time is yours." in browser.get("/mine/appointment/").content.decode()
    assert first not in free(learner)


def test_moving_gives_the_former_time_back_and_the_reminder_follows(learner, social_worker):
    _first, _second, third, *_others = slots = free(learner)
    browser, last = learner.browser(), slots[-1]
    take(browser, third)
    take(browser, last)
    assert booked(social_worker) == [last.starts_at]
    assert third in free(learner)
    reminders = Message.objects.filter(due_at__gt=clock.now())
    assert [message.due_at for message in reminders] == [last.starts_at - timedelta(hours=24)]
    happened = [entry.state for entry in timeline.read(case_id=learner.case_id, by=social_worker.pk).entries]
    assert "Cancelled" in [str(state) for state in happened]


def test_only_the_next_appointment_is_moved(learner, social_worker):
    first, second, *_rest = slots = free(learner)
    for slot in (second, slots[-2]):
        appointments.book(
            case_id=learner.case_id, starts_at=slot.starts_at, minutes=45, mode="office", by=social_worker.pk
        )
    take(learner.browser(), first)
    assert booked(social_worker) == [first.starts_at, slots[-2].starts_at]


def test_cancelling_takes_the_reminder_back(learner, social_worker):
    browser = learner.browser()
    take(browser, free(learner)[-1])
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        number = Appointment.objects.get().id
    browser.post(f"/mine/appointment/{number}/cancel/", {"key": str(uuid4())})
    assert booked(social_worker) == []
    assert not Message.objects.filter(due_at__gt=clock.now()).exists()


def test_a_time_that_was_taken_meanwhile_is_refused_and_the_former_one_stays(learner, social_worker):
    first, second, *_others = free(learner)
    browser = learner.browser()
    take(browser, first)
    other = cases.open_case(who=Identity(name="Awa"), reach_by="call", language="fr", by=social_worker.pk)
    appointments.book(case_id=other, starts_at=second.starts_at, minutes=45, mode="call", by=social_worker.pk)
    assert "has just been taken" in take(browser, second).content.decode()
    with pytest.raises(SlotTaken):
        appointments.choose(case_id=learner.case_id, slot=second, mode="office")
    assert booked(social_worker) == [first.starts_at, second.starts_at]


def test_days_away_are_not_offered(learner, social_worker):
    last = clock.today() + timedelta(days=60)
    presence.be_away(user=social_worker.pk, first=clock.today(), last=last, by=social_worker.pk)
    assert free(learner) == []
    assert "No free time in the next four weeks" in learner.browser().get(CHOOSE).content.decode()


def test_only_the_social_workers_of_the_file_are_offered(learner, social_worker, other_social_worker):
    receive(other_social_worker)
    assert {slot.social_worker_id for slot in free(learner)} == {social_worker.pk}
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    assert {slot.social_worker_id for slot in free(learner)} == {social_worker.pk, other_social_worker.pk}


def test_choosing_is_a_word_from_the_learner(learner, social_worker):
    with clock.at(clock.now() + timedelta(days=2)):
        take(learner.browser(), free(learner)[-1])
        now = clock.now()
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert Case.objects.get(id=learner.case_id).last_contact_at == now


def run_at_once(*acts):
    """What became of each, by the name of the refusal or "done"."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except SlotTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_learners_want_the_last_free_time_and_one_gets_it(learner, social_worker):
    other = cases.open_case(who=Identity(name="Awa"), reach_by="call", language="fr", by=social_worker.pk)
    slot = free(learner)[-1]
    acts = [
        lambda number=number: appointments.choose(case_id=number, slot=slot, mode="office")
        for number in (learner.case_id, other)
    ]
    assert run_at_once(*acts) == ["done", "taken"]
    assert booked(social_worker) == [slot.starts_at]


@pytest.mark.django_db(transaction=True)
def test_two_telephones_of_one_learner_end_with_one_appointment(learner, social_worker):
    first, second = free(learner)[-2:]
    acts = [
        lambda slot=slot: appointments.choose(case_id=learner.case_id, slot=slot, mode="office")
        for slot in (first, second)
    ]
    assert run_at_once(*acts) == ["done", "done"]
    assert len(booked(social_worker)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trick", ["another file", "another social worker", "already settled"])
def test_the_database_lets_a_learner_book_for_themselves_with_their_own_social_worker_alone(
    trick, learner, social_worker, other_social_worker
):
    other = cases.open_case(who=Identity(name="Awa"), reach_by="call", language="fr", by=social_worker.pk)
    whose = other if trick == "another file" else learner.case_id
    who = other_social_worker.pk if trick == "another social worker" else social_worker.pk
    state = "came" if trick == "already settled" else "booked"
    insert = (
        "INSERT INTO referrals_appointment (id, social_worker_id, case_id, starts_at, ends_at, mode, state, made_at, made_by)"
        " VALUES (%s, %s, %s, now(), now() + interval '1 hour', 'office', %s, now(), 0)"
    )
    with closing(psycopg2.connect(**connection.get_connection_params())) as raw, raw.cursor() as cursor:
        cursor.execute("SELECT referrals_open(0, %s, 'learner', 'attack')", [str(learner.case_id)])
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(insert, [str(uuid4()), who, str(whose), state])


def test_the_list_of_times_takes_the_same_queries_however_long(learner, social_worker, django_assert_max_num_queries):
    browser = learner.browser()
    browser.get(CHOOSE)
    with django_assert_max_num_queries(45):
        browser.get(CHOOSE)


def test_a_free_time_is_nobody_s_secret():
    """The value of a choice is a number and a moment."""
    at = clock.now()
    assert Slot(3, at, at).value == f"3_{int(at.timestamp())}"
