"""The same shift every week: taken ahead, followed by new ones, ended without losing what was taken."""

from __future__ import annotations

import threading
from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from coop.accounts.models import RoleGrant
from coop.audit.journal import SYSTEM
from coop.web import clock
from volunteers import shifts, signups, weekly
from volunteers.errors import NotEveryWeek
from volunteers.models import Shift, SignUp, SignUpState, WeeklyYes

pytestmark = pytest.mark.django_db


def begin_pattern(**wanted):
    day = clock.today() + timedelta(days=2)
    plain = {
        "kind": "storage",
        "title": "Shelves",
        "place": "B2",
        "weekday": day.weekday(),
        "starts": time(12),
        "ends": time(13, 30),
        "minimum": 1,
        "maximum": 2,
        "needs_experienced": False,
        "first_day": clock.today(),
        "last_day": None,
        "by": SYSTEM,
    }
    with transaction.atomic():
        pattern = shifts.begin_pattern(**(plain | wanted))
        shifts.make_ahead(until=clock.today() + timedelta(weeks=3), by=SYSTEM)
    return pattern


@pytest.fixture
def pattern(db):
    return begin_pattern()


def first_of(pattern):
    return Shift.objects.filter(pattern=pattern).earliest("starts_at")


def begin(pattern, person):
    return weekly.begin(shift_id=first_of(pattern).pk, person_id=person.pk, by=person.pk)


def test_one_yes_takes_every_shift_to_come(pattern, volunteer):
    begun = begin(pattern, volunteer)
    assert (begun.taken, begun.waiting) == (Shift.objects.count(), 0)
    assert begin(pattern, volunteer).taken == 0
    assert WeeklyYes.objects.count() == 1


def test_shifts_made_later_are_taken_too_and_only_once(pattern, volunteer):
    begin(pattern, volunteer)
    made = shifts.make_ahead(until=clock.today() + timedelta(weeks=9), by=SYSTEM)
    assert made > 3
    assert (weekly.follow(), weekly.follow()) == (made, 0)
    assert SignUp.objects.filter(person=volunteer).count() == Shift.objects.count()


def test_a_week_one_can_not_come_stays_free(pattern, volunteer):
    begin(pattern, volunteer)
    signups.withdraw(sign_up_id=SignUp.objects.earliest("starts_at").pk, by=volunteer.pk)
    assert weekly.follow() == 0


def test_a_week_with_another_shift_is_left_out_and_a_full_one_gives_the_waiting_list(
    pattern, make_shift, volunteer, other_volunteer, person
):
    first, second = Shift.objects.order_by("starts_at")[:2]
    day = clock.today() + timedelta(days=2)
    clash = make_shift(day=day, starts="12:30", ends="14:00")
    signups.sign_up(shift_id=clash.pk, person_id=volunteer.pk, by=volunteer.pk)
    for each in (other_volunteer, person("Theo Third", "volunteer")):
        signups.sign_up(shift_id=second.pk, person_id=each.pk, by=each.pk)
    begun = begin(pattern, volunteer)
    assert (begun.taken, begun.waiting) == (Shift.objects.filter(pattern=pattern).count() - 2, 1)
    assert not SignUp.objects.filter(shift=first, person=volunteer).exists()


def test_ending_keeps_what_was_taken_and_takes_nothing_new(pattern, volunteer):
    begun = begin(pattern, volunteer)
    weekly.end(weekly_id=begun.weekly.pk, by=volunteer.pk)
    shifts.make_ahead(until=clock.today() + timedelta(weeks=5), by=SYSTEM)
    assert weekly.follow() == 0
    assert SignUp.objects.holding().filter(person=volunteer).count() == begun.taken


def test_who_left_the_team_is_not_signed_up_any_more(pattern, volunteer):
    begin(pattern, volunteer)
    RoleGrant.objects.filter(user=volunteer).update(ends=clock.today() - timedelta(days=1), starts="2020-01-01")
    shifts.make_ahead(until=clock.today() + timedelta(weeks=5), by=SYSTEM)
    assert weekly.follow() == 0


def test_a_single_shift_does_not_come_back(shift, volunteer):
    with pytest.raises(NotEveryWeek):
        weekly.begin(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_share_the_places_of_every_week(volunteer, other_volunteer):
    pattern = begin_pattern(maximum=1)
    together, failures = threading.Barrier(2), []

    def take(person):
        try:
            together.wait()
            begin(pattern, person)
        except Exception as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[person]) for person in (volunteer, other_volunteer)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failures == []
    held = SignUp.objects.filter(state=SignUpState.SIGNED_UP)
    assert sorted(held.values_list("starts_at", flat=True)) == sorted(Shift.objects.values_list("starts_at", flat=True))


def test_on_the_screen_it_is_one_tap_to_begin_and_one_to_end(pattern, volunteer, client_of):
    browser, shift = client_of(volunteer), first_of(pattern)
    key = "7b0a9c5e-6c0f-4c1c-9d0a-000000000001"
    browser.post(f"/shifts/{shift.pk}/join/", {"key": key})
    assert f"/shifts/{shift.pk}/weekly/" in browser.get("/shifts/").content.decode()
    for _press in range(2):
        said = browser.post(f"/shifts/{shift.pk}/weekly/", {"key": key[:-1] + "2"}, follow=True).content.decode()
        assert "Every week from now on" in said
    assert SignUp.objects.filter(person=volunteer).count() == Shift.objects.count()
    mine = WeeklyYes.objects.get()
    assert f"/shifts/weekly/{mine.pk}/end/" in said
    browser.post(f"/shifts/weekly/{mine.pk}/end/", {"key": key[:-1] + "3"})
    assert WeeklyYes.objects.lasting().count() == 0


def test_somebody_elses_weekly_shift_is_not_mine_to_end(pattern, volunteer, other_volunteer, client_of):
    begun = begin(pattern, volunteer)
    answer = client_of(other_volunteer).post(f"/shifts/weekly/{begun.weekly.pk}/end/", {"key": "7" * 32})
    assert answer.status_code == 404
    assert WeeklyYes.objects.lasting().exists()
