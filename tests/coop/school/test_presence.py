"""Slots made from the weekly pattern and its exceptions."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from coop.school import closures, presence
from coop.school.models import PresencePattern
from coop.school.years import first_day, last_day, school_year_of

MONDAY = date(2026, 11, 23)


def monday_morning(minutes=60):
    return PresencePattern(weekday=0, from_time=time(9), to_time=time(12), slot_minutes=minutes)


def hours(slots):
    return [slot.starts_at.astimezone().strftime("%H:%M") for slot in slots]


@pytest.mark.django_db
def test_a_pattern_becomes_whole_slots_on_its_weekday_only(social_worker, administrator):
    presence.set_week(user=social_worker.pk, patterns=[monday_morning(50)], by=administrator.pk)
    found = presence.slots(start=MONDAY, end=date(2026, 11, 29))
    assert [slot.starts_at.date() for slot in found] == [MONDAY] * 3
    assert (found[-1].ends_at - found[0].starts_at).seconds == 150 * 60


@pytest.mark.django_db
def test_a_day_away_has_no_slot_and_a_day_there_for_once_has_its_own(social_worker, administrator):
    presence.set_week(user=social_worker.pk, patterns=[monday_morning()], by=administrator.pk)
    presence.except_day(user=social_worker.pk, day=MONDAY, by=social_worker.pk)
    assert presence.slots(start=MONDAY, end=MONDAY) == []
    presence.except_day(user=social_worker.pk, day=MONDAY, hours=(time(14), time(15)), minutes=30, by=social_worker.pk)
    assert len(presence.slots(start=MONDAY, end=MONDAY)) == 2


@pytest.mark.django_db
def test_nobody_receives_while_the_school_is_closed_unless_she_says_so(social_worker, administrator):
    presence.set_week(user=social_worker.pk, patterns=[monday_morning()], by=administrator.pk)
    closures.add(name="Holidays", first=MONDAY, last=date(2026, 12, 6), by=administrator.pk)
    found = presence.slots(start=MONDAY, end=date(2026, 12, 7), user=social_worker.pk)
    assert {slot.starts_at.date() for slot in found} == {date(2026, 12, 7)}
    presence.except_day(user=social_worker.pk, day=MONDAY, hours=(time(14), time(15)), minutes=30, by=social_worker.pk)
    assert len(presence.slots(start=MONDAY, end=date(2026, 11, 29))) == 2


@pytest.mark.django_db
def test_a_public_holiday_is_no_presence_day(social_worker, administrator):
    friday = PresencePattern(weekday=4, from_time=time(9), to_time=time(12), slot_minutes=60)
    presence.set_week(user=social_worker.pk, patterns=[friday], by=administrator.pk)
    christmas = date(2026, 12, 25)
    assert presence.slots(start=christmas, end=christmas) == []
    assert len(presence.slots(start=date(2026, 12, 18), end=christmas)) == 3


@pytest.mark.django_db
def test_slots_of_a_month_take_one_query(social_worker, administrator, django_assert_num_queries):
    presence.set_week(user=social_worker.pk, patterns=[monday_morning()], by=administrator.pk)
    with django_assert_num_queries(1):
        presence.slots(start=date(2026, 11, 1), end=date(2026, 11, 30))


@pytest.mark.django_db
def test_the_database_refuses_two_patterns_at_the_same_hour(social_worker):
    PresencePattern.objects.create(user=social_worker.pk, weekday=0, from_time=time(9), to_time=time(12))
    with pytest.raises(IntegrityError, match="presence_does_not_overlap"), transaction.atomic():
        PresencePattern.objects.create(user=social_worker.pk, weekday=0, from_time=time(11), to_time=time(13))
    PresencePattern.objects.create(user=social_worker.pk, weekday=0, from_time=time(12), to_time=time(13))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2020, 8, 31), 2019), (date(2020, 9, 1), 2020), (date(2021, 2, 3), 2020)]
)
def test_a_school_year_begins_on_the_first_of_september(day, year):
    assert school_year_of(day) == year
    assert first_day(year) <= day <= last_day(year)
