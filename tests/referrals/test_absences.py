"""Her own days: away, there for once, and whoever had an appointment then is told to choose another time."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from coop.notifications.models import Message
from coop.school import closures, presence
from coop.school.models import PresenceException, PresencePattern
from coop.web import clock
from referrals import absences, appointments, asking, cases, compartment, queue
from referrals.errors import NotThisStep
from referrals.identity import Identity
from referrals.models import Appointment

pytestmark = pytest.mark.django_db
URL = "/cases/presence/"
CALLED = Identity(name="Awa Diarra", phone="06 39 98 33 33")


@pytest.fixture(autouse=True)
def there(social_worker):
    """Every day from nine to twelve, 45 minutes each."""
    hours = {"from_time": time(9), "to_time": time(12), "slot_minutes": 45}
    patterns = [PresencePattern(weekday=number, **hours) for number in range(7)]
    presence.set_week(user=social_worker.pk, patterns=patterns, by=social_worker.pk)


def in_days(number):
    return clock.today() + timedelta(days=number)


def at_nine(number):
    day = clock.now() + timedelta(days=number)
    return next(slot.starts_at for slot in presence.slots(start=day.date(), end=day.date()))


def say(browser, **said):
    return browser.post(URL, {"key": str(uuid4()), "kind": "away", "first": str(in_days(3)), **said})


@pytest.fixture
def two_booked(learner, social_worker):
    """Lina, who has an address, in three days; Awa, who has a telephone, in four; both at nine."""
    awa = cases.open_case(who=CALLED, reach_by="call", language="fr", by=social_worker.pk)
    return [
        appointments.book(case_id=case_id, starts_at=at_nine(days), minutes=45, mode="office", by=social_worker.pk)
        for case_id, days in ((learner.case_id, 3), (awa, 4))
    ]


def states(user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return list(Appointment.objects.order_by("starts_at").values_list("state", flat=True))


def test_days_away_are_said_once_and_taken_back(social_worker, client_of):
    browser = client_of(social_worker)
    assert say(browser, last=str(in_days(5))).url == URL
    assert [(each.first, each.last, each.is_away) for each in listed(browser)] == [(in_days(3), in_days(5), True)]
    assert presence.slots(start=in_days(3), end=in_days(5), user=social_worker.pk) == []
    usual = {"key": str(uuid4()), "first": str(in_days(3)), "last": str(in_days(5))}
    for _tap in range(2):
        assert browser.post(f"{URL}usual/", usual).url == URL
    assert listed(browser) == []
    assert len(presence.slots(start=in_days(3), end=in_days(5), user=social_worker.pk)) == 12


def listed(browser):
    return browser.get(URL).context["stretches"]


def test_there_for_once_has_hours_of_its_own(social_worker, client_of):
    browser = client_of(social_worker)
    assert say(browser, kind="there", starts="14:00", ends="15:30").status_code == 302
    assert len(presence.slots(start=in_days(3), end=in_days(3), user=social_worker.pk)) == 2
    (line,) = listed(browser)
    assert (line.is_away, line.hours) == (False, (time(14), time(15, 30)))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"first": str(clock.today() - timedelta(days=1))}, "This day is over."),
        ({"last": str(clock.today())}, "The last day comes after the first"),
        ({"last": str(clock.today() + timedelta(days=400))}, "three months later at most"),
        ({"kind": "there"}, "Give both times"),
        ({"kind": "there", "starts": "15:00", "ends": "14:00"}, "Give both times"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(social_worker, client_of, said, sentence):
    answer = say(client_of(social_worker), **said)
    assert sentence in answer.content.decode()
    assert not PresenceException.objects.exists()


def test_whoever_had_a_time_is_shown_and_nobody_is_told_before_she_says_so(two_booked, social_worker, client_of):
    sent = Message.objects.count()
    browser = client_of(social_worker)
    say(browser, last=str(in_days(4)))
    shown = browser.get(URL).content.decode()
    for words in ("Lina Learner", "Awa Diarra", "06 39 98 33 33"):
        assert words in shown
    assert Message.objects.count() == sent
    assert states(social_worker) == ["booked", "booked"]


def test_all_who_have_an_address_are_written_to_and_the_others_stay_on_the_list(
    two_booked, learner, social_worker, client_of
):
    browser = client_of(social_worker)
    say(browser, last=str(in_days(4)))
    page = browser.post(f"{URL}tell/", {"key": str(uuid4())}, follow=True).content.decode()
    assert "1 person was written to." in page
    assert "Awa Diarra" in page
    assert "Lina" not in page
    assert states(social_worker) == ["cancelled", "booked"]
    message = _told(learner)
    assert "/mine/appointment/" in message.body
    betraying = ["social", "panier", "aide", "Lina", "Sacha", "école", "absen", "malad"]
    assert [word for word in betraying if word in message.body] == []
    browser.post(f"{URL}tell/{two_booked[1]}/", {"key": str(uuid4())})
    assert states(social_worker) == ["cancelled", "cancelled"]


def _told(learner):
    (message,) = (one for one in Message.objects.all() if "n’aura pas lieu" in one.body)
    assert message.recipient == learner.who.email
    return message


def test_a_reminder_does_not_leave_for_a_time_that_was_called_off(two_booked, social_worker):
    presence.be_away(user=social_worker.pk, first=in_days(3), last=in_days(3), by=social_worker.pk)
    absences.tell(appointment_id=two_booked[0], by=social_worker.pk)
    assert not Message.objects.filter(due_at__gt=clock.now()).exists()


def test_school_holidays_that_are_typed_later_show_whom_to_tell(two_booked, social_worker, administrator, client_of):
    closures.add(name="Snow", first=in_days(3), last=in_days(3), by=administrator.pk)
    assert [each.id for each in absences.clashes(by=social_worker.pk)] == [two_booked[0]]
    shown = client_of(social_worker).get(URL).content.decode()
    assert "Snow" in shown
    assert "Lina Learner" in shown


def test_an_ordinary_day_has_nobody_to_tell(two_booked, social_worker):
    assert absences.clashes(by=social_worker.pk) == []
    with pytest.raises(NotThisStep):
        absences.tell(appointment_id=two_booked[0], by=social_worker.pk)


def test_other_hours_for_once_leave_out_what_lies_outside_them(two_booked, social_worker):
    presence.except_day(user=social_worker.pk, day=in_days(3), hours=(time(14), time(16)), by=social_worker.pk)
    presence.except_day(user=social_worker.pk, day=in_days(4), hours=(time(9), time(10)), by=social_worker.pk)
    assert [each.id for each in absences.clashes(by=social_worker.pk)] == [two_booked[0]]


def test_a_time_that_was_only_wished_for_is_freed_and_the_request_stays(social_worker):
    starts_at = at_nine(3)
    wish = asking.Wish(social_worker.pk, starts_at, starts_at + timedelta(minutes=45))
    who = Identity(name="Sofia Marchetti", email="sofia@test.example")
    asking.ask(who=who, reach_by="email", when="", language="en", wish=wish)
    presence.be_away(user=social_worker.pk, first=in_days(3), last=in_days(3), by=social_worker.pk)
    (clash,) = absences.clashes(by=social_worker.pk)
    absences.tell(appointment_id=clash.id, by=social_worker.pk)
    assert Message.objects.count() == 0
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert [each.wished_at for each in queue.waiting(by=social_worker.pk)] == [None]


def test_nobody_calls_off_a_colleague_s_appointment(two_booked, social_worker, other_social_worker, client_of):
    presence.be_away(user=social_worker.pk, first=in_days(3), last=in_days(4), by=social_worker.pk)
    assert "Lina" not in client_of(other_social_worker).get(URL).content.decode()
    with pytest.raises((NotThisStep, Http404)):
        absences.tell(appointment_id=two_booked[0], by=other_social_worker.pk)
    assert states(social_worker) == ["booked", "booked"]
