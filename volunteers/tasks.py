"""What the timetable does for volunteers."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from coop.audit.journal import SYSTEM
from coop.web import clock
from volunteers import feeds, forgotten, notifications, qualifications, retention, shifts, signups, weekly
from volunteers.models import ShiftState, SignUp


@shared_task
def chase_check_outs() -> int:
    """Remind whoever forgot to check out. Idempotent: each sign-up is reminded once."""
    return forgotten.remind()


@shared_task
def make_shifts_ahead() -> int:
    """Make the dated shifts of the next five weeks, and sign up who comes every week. Idempotent."""
    made = shifts.make_ahead(until=clock.today() + shifts.MADE_AHEAD, by=SYSTEM)
    weekly.follow()
    return made


@shared_task
def open_held_back() -> int:
    """Give the places kept for those with few shifts to who waits, the day before. Idempotent."""
    return signups.open_held_back(by=SYSTEM)


@shared_task
def prepare_reminders() -> int:
    """Queue the reminders of everybody on a shift of the next four days. Idempotent: each is queued once."""
    now = clock.now()
    coming = SignUp.objects.signed_up().filter(
        starts_at__gt=now, starts_at__lte=now + notifications.LOOK_AHEAD, shift__state=ShiftState.OPEN
    )
    with transaction.atomic():
        found = list(coming.select_related("shift", "person").order_by("pk"))
        for sign_up in found:
            notifications.remind(sign_up, sign_up.shift, sign_up.person)
    return len(found)


@shared_task
def remind_of_trainings() -> int:
    """Tell whoever must renew a training soon. Idempotent: each is told twice at most."""
    return qualifications.remind(clock.today())


@shared_task
def retire_records() -> int:
    """Delete the records whose period has ended. Idempotent. Returns how many rows went."""
    feeds.forget()
    return retention.run_now()
