"""A social worker's appointments in her own calendar program: when she is busy, without a name, behind a secret address.

The address is a random number of 256 bits, shown once. A plain digest of it is kept: nobody guesses it, and it survives a change
of keys. A new address ends the one before.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from coop.audit import journal
from coop.web import clock
from coop.web.addresses import absolute
from coop.web.calendars import Event, digest, new_token, written
from referrals import compartment, people
from referrals.models import Appointment, CalendarFeed

NAME = "CO'OP"
"""Of the calendar and of every event in it."""
BACK, AHEAD = timedelta(days=14), timedelta(days=120)
SHOWN = (Appointment.State.WISHED, Appointment.State.BOOKED, Appointment.State.CAME)


def renew(*, by: int) -> str:
    """A new address; the one before ends. Answers the address, which nobody can read again."""
    token = new_token()
    with compartment.social_work(by=by, purpose="calendar.renew"):
        CalendarFeed.objects.filter(user_id=by).delete()
        feed = CalendarFeed(user_id=by, digest=digest(token), made_at=clock.now())
        feed.save(force_insert=True)
        _record("renew", feed.id, by)
    return absolute("referrals:calendar", token)


def end(*, by: int) -> None:
    """No address works any more. Ending twice changes nothing."""
    with compartment.social_work(by=by, purpose="calendar.end"):
        feed = CalendarFeed.objects.filter(user_id=by).first()
        if feed:
            _record("end", feed.id, by)
            feed.delete()


def since(*, by: int) -> datetime | None:
    """Since when an address works; None when none does."""
    with compartment.social_work(by=by, purpose="calendar.look"):
        return CalendarFeed.objects.filter(user_id=by).values_list("made_at", flat=True).first()


def read(*, token: str) -> bytes | None:
    """The calendar behind an address; None when there is none, or no longer, or she is no social worker today."""
    now = clock.now()
    with compartment.task(compartment.Task.CALENDAR, purpose="calendar.read"):
        user = CalendarFeed.objects.filter(digest=digest(token)).values_list("user_id", flat=True).first()
        rows = Appointment.objects.filter(social_worker_id=user or 0, state__in=SHOWN)
        rows = rows.filter(starts_at__range=(now - BACK, now + AHEAD)).order_by("starts_at", "id")
        times = list(rows.values_list("id", "starts_at", "ends_at", "made_at", "state"))
    if user is None or user not in dict(people.social_workers()):
        return None
    return written([_event(*time) for time in times], name=NAME)


def forget() -> int:
    """At night: addresses of those who are no social workers any more; how many."""
    there = [number for number, _name in people.social_workers()]
    with compartment.task(compartment.Task.RETENTION, purpose="calendar.forget"):
        return CalendarFeed.objects.exclude(user_id__in=there).delete()[0]


def _event(number: UUID, starts_at: datetime, ends_at: datetime, made_at: datetime, state: str) -> Event:
    """Its name there is a digest: an appointment's own number leaves for nowhere."""
    uid = hashlib.sha256(number.bytes).hexdigest()[:32] + "@coop"
    return Event(uid, starts_at, ends_at, made_at, NAME, is_certain=state != Appointment.State.WISHED)


def _record(what: str, number: UUID, by: int) -> None:
    journal.record(by=by, action=f"referrals.calendar.{what}", object_type="referrals.calendarfeed", object_id=number)
