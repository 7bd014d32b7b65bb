"""What volunteers are told by mail: when and where, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coop.notifications.models import Message
from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import attendance, notifications, shifts, signups
from volunteers.tasks import chase_check_outs, make_shifts_ahead, prepare_reminders

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined(make_shift, volunteer):
    """Somebody is on Monday's shift at 15:30; it is Friday noon before."""
    with clock.at(moment(MONDAY - timedelta(days=3), "12:00")):
        shift = make_shift(day=MONDAY, starts="15:30", ends="17:30")
        yield signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)


def waiting():
    return Message.objects.filter(state=Message.State.WAITING).order_by("due_at", "pk")


def test_two_reminders_seventy_two_and_four_hours_before(joined):
    prepare_reminders()
    assert [m.due_at for m in waiting()] == [
        moment(MONDAY - timedelta(days=3), "15:30"),
        moment(MONDAY, "11:30"),
    ]


def test_preparing_twice_reminds_once(joined):
    prepare_reminders()
    prepare_reminders()
    assert waiting().count() == 2


def test_withdrawing_cancels_the_reminders(joined, volunteer):
    prepare_reminders()
    signups.withdraw(sign_up_id=joined.pk, by=volunteer.pk)
    assert not waiting().exists()


def test_the_words_are_neutral(joined, volunteer):
    prepare_reminders()
    message = waiting().first()
    assert (message.recipient, message.subject) == (volunteer.email, "CO'OP")
    assert "see you on Monday 23 November, from 15:30 to 17:30, Room C4." in message.body
    assert not re.search(
        r"benefic|learner|\baid\b|basket|help|shift|volunteer", message.body.replace(volunteer.email, "")
    )


def test_whoever_moves_up_is_told(make_shift, volunteer, other_volunteer):
    shift = make_shift(maximum=1)
    first = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
    signups.sign_up(shift_id=shift.pk, person_id=other_volunteer.pk, by=other_volunteer.pk)
    signups.withdraw(sign_up_id=first.pk, by=volunteer.pk)
    message = waiting().get()
    assert message.recipient == other_volunteer.email
    assert "a place is free and it is yours" in message.body


def test_a_cancelled_shift_is_told_and_no_longer_reminded(joined, coordinator):
    prepare_reminders()
    shifts.cancel_shift(shift_id=joined.shift_id, by=coordinator.pk)
    assert "does not take place" in waiting().get().body
    prepare_reminders()
    assert waiting().count() == 1


def test_a_moved_shift_is_told_and_reminded_at_the_new_time(joined, coordinator):
    prepare_reminders()
    shift = joined.shift
    shifts.amend_shift(
        shift_id=shift.pk,
        title=shift.title,
        place=shift.place,
        starts_at=shift.starts_at + timedelta(hours=2),
        ends_at=shift.ends_at + timedelta(hours=2),
        minimum=1,
        maximum=4,
        needs_experienced=False,
        by=coordinator.pk,
    )
    prepare_reminders()
    assert [m.due_at for m in waiting()][-1] == moment(MONDAY, "13:30")
    assert waiting().count() == 3


def test_somebody_who_left_the_school_is_told_nothing(joined, volunteer):
    volunteer.is_active = False
    volunteer.save()
    prepare_reminders()
    assert not waiting().exists()


def test_reminders_look_no_further_than_four_days(make_shift, volunteer):
    shift = make_shift(day=clock.today() + timedelta(days=10))
    signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
    prepare_reminders()
    assert not waiting().exists()
    assert max(notifications.REMINDERS) < notifications.LOOK_AHEAD


def test_the_night_makes_the_shifts_of_five_weeks_once(db, coordinator):
    from volunteers.setup import weekly_shifts

    with clock.at(moment(MONDAY, "03:15")):
        weekly_shifts(first_day=MONDAY, last_day=None, by=coordinator.pk)
        assert make_shifts_ahead() == 11
        assert make_shifts_ahead() == 0


def test_a_forgotten_check_out_is_said_once_and_neutrally(joined, volunteer, coordinator):
    with clock.at(moment(MONDAY, "15:30")):
        attendance.check_in(sign_up_id=joined.pk, how="coordinator", by=coordinator.pk)
    with clock.at(moment(MONDAY, "19:29")):
        assert chase_check_outs() == 0
    with clock.at(moment(MONDAY, "19:30")):
        assert chase_check_outs() == chase_check_outs() == 1
    message = waiting().get()
    assert (message.recipient, message.subject) == (volunteer.email, "CO'OP")
    assert "on Monday 23 November, Room C4, your leaving was not noted. 17:30 is proposed." in message.body
    assert not re.search(
        r"benefic|learner|\baid\b|basket|help|shift|volunteer", message.body.replace(volunteer.email, "")
    )


@pytest.mark.parametrize("settled", [attendance.check_out_at_end, attendance.mark_absent])
def test_nobody_is_reminded_who_left_or_never_came(joined, coordinator, settled):
    if settled is attendance.check_out_at_end:
        with clock.at(moment(MONDAY, "15:30")):
            attendance.check_in(sign_up_id=joined.pk, how="coordinator", by=coordinator.pk)
    with clock.at(moment(MONDAY, "18:00")):
        settled(sign_up_id=joined.pk, by=coordinator.pk)
    with clock.at(moment(MONDAY, "23:00")):
        assert chase_check_outs() == 0
