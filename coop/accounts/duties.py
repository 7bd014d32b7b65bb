"""Who may work now: duties are opened from above and read by the pantry, which knows nothing else about shifts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from coop.accounts.errors import DutyOverlaps
from coop.accounts.models import Duty, User
from coop.audit import journal
from coop.web import clock


@transaction.atomic
def open_duty(*, user_id: int, task: str, starts_at: datetime, ends_at: datetime, by: int) -> Duty:
    """Let a user do a task between two moments. Refuses a time that overlaps with a duty for the same task."""
    User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if Duty.objects.filter(user_id=user_id, task=task, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise DutyOverlaps
    duty = Duty.objects.create(user_id=user_id, task=task, starts_at=starts_at, ends_at=ends_at, opened_by=by)
    journal.record(by=by, action="accounts.duty.open", object_type="user", object_id=user_id, state=task)
    return duty


@transaction.atomic
def close_duty(*, duty_id: int, at: datetime, by: int) -> None:
    """End a duty at a moment; one that has ended stays as it was."""
    if Duty.objects.filter(pk=duty_id, starts_at__lte=at, ends_at__gt=at).update(ends_at=at):
        journal.record(by=by, action="accounts.duty.close", object_type="duty", object_id=duty_id)


@transaction.atomic
def hold(*, user_id: int, task: str, until: datetime | None, by: int) -> None:
    """A qualification changed: from now on the user may do the task until that moment; no longer when there is none.

    One duty at a time: what ran for the task ends now, unless it ends then anyway.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user_id)
    now = clock.now()
    held = Duty.objects.at(now).filter(user_id=user_id, task=task).first()
    if held is not None and held.ends_at == until:
        return
    if held is not None:
        close_duty(duty_id=held.pk, at=now, by=by)
    if until is not None and until > now:
        open_duty(user_id=user_id, task=task, starts_at=now, ends_at=until, by=by)


def on_duty(user_id: int, task: str, at: datetime | None = None) -> bool:
    """Whether the user holds a duty for this task at this moment."""
    moment = at or clock.now()
    return Duty.objects.at(moment).filter(user_id=user_id, task=task).exists()


def qualified(user_id: int, task: str, day: date) -> bool:
    """Whether somebody is qualified for a task (`Duty.Task.COLD_ROOM`, `SIX_POINT_CHECK`) on a day, the last one included.

    A training that was signed opens a duty from that day to the day on which it expires; renewals open the next one.
    """
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    held = Duty.objects.filter(user_id=user_id, task=task, starts_at__lt=midnight + timedelta(days=1))
    return held.filter(ends_at__gt=midnight).exists()
