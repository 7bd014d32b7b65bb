"""Dated duties."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coop.accounts import duties, errors
from coop.accounts.models import Duty
from coop.web import clock

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_duty_counts_from_its_start_to_its_end_for_its_task_only(volunteer, coordinator):
    now = clock.now()
    duties.open_duty(user_id=volunteer.pk, task=Duty.Task.RECEIVE, starts_at=now, ends_at=now + HOUR, by=coordinator.pk)
    on = [duties.on_duty(volunteer.pk, Duty.Task.RECEIVE, now + step) for step in (-HOUR, 0 * HOUR, HOUR)]
    assert on == [False, True, False]
    assert not duties.on_duty(volunteer.pk, Duty.Task.PACK, now)


@pytest.mark.django_db
def test_overlapping_duties_are_refused_by_the_verb_and_by_the_database(volunteer, coordinator):
    now = clock.now()
    values = {"user_id": volunteer.pk, "task": Duty.Task.PACK, "starts_at": now, "ends_at": now + HOUR}
    duties.open_duty(**values, by=coordinator.pk)
    with pytest.raises(errors.DutyOverlaps):
        duties.open_duty(**values, by=coordinator.pk)
    with pytest.raises(IntegrityError, match="duty_no_overlap"), transaction.atomic():
        Duty.objects.create(**values, opened_by=coordinator.pk)


@pytest.mark.django_db
def test_a_duty_closed_early_can_be_opened_again(volunteer, coordinator):
    now = clock.now()
    values = {"user_id": volunteer.pk, "task": Duty.Task.PACK, "ends_at": now + HOUR}
    duty = duties.open_duty(**values, starts_at=now - HOUR, by=coordinator.pk)
    duties.close_duty(duty_id=duty.pk, at=now, by=coordinator.pk)
    assert not duties.on_duty(volunteer.pk, Duty.Task.PACK, now)
    assert duties.open_duty(**values, starts_at=now, by=coordinator.pk).pk != duty.pk


@pytest.mark.django_db
def test_a_qualification_is_asked_for_by_day_from_the_first_to_the_last(volunteer, coordinator):
    starts, ends = [timezone.make_aware(datetime(2026, 11, day, hour)) for day, hour in ((10, 17), (21, 0))]
    values = {"user_id": volunteer.pk, "task": Duty.Task.SIX_POINT_CHECK, "starts_at": starts, "ends_at": ends}
    duties.open_duty(**values, by=coordinator.pk)
    days = [date(2026, 11, number) for number in (9, 10, 20, 21)]
    assert [duties.qualified(volunteer.pk, Duty.Task.SIX_POINT_CHECK, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    assert not duties.qualified(volunteer.pk, Duty.Task.COLD_ROOM, days[1])
