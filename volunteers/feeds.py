"""Somebody's shifts in their own calendar program, behind a secret address.

The address is a random number of 256 bits, shown once; a plain digest of it is kept. A new address ends the one before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from coop.accounts.models import RoleGrant
from coop.accounts.roles import Role
from coop.audit import journal
from coop.web import clock, tries
from coop.web.addresses import absolute
from coop.web.calendars import Event, digest, new_token, written
from volunteers.errors import TooManyLooks
from volunteers.models import ShiftCalendar, SignUp, SignUpState

NAME = "CO'OP"
"""Of the calendar and of every shift in it: calendars are looked at over shoulders."""
BACK, AHEAD = timedelta(days=14), timedelta(days=90)
HOUR, LOOKS = 3600, 20


@transaction.atomic
def renew(*, by: int) -> str:
    """A new address; the one before ends. Answers the address, which nobody can read again."""
    token = new_token()
    made = {"digest": digest(token), "made_at": clock.now()}
    row, _new = ShiftCalendar.objects.update_or_create(person_id=by, defaults=made)
    journal.record(by=by, action="volunteers.calendar.renew", object_type="shift_calendar", object_id=row.pk)
    return absolute("volunteers:calendar", token)


@transaction.atomic
def end(*, by: int) -> None:
    """No address works any more. Ending twice changes nothing."""
    row = ShiftCalendar.objects.filter(person_id=by).first()
    if row:
        journal.record(by=by, action="volunteers.calendar.end", object_type="shift_calendar", object_id=row.pk)
        row.delete()


def since(*, by: int) -> datetime | None:
    """Since when an address works; None when none does."""
    return ShiftCalendar.objects.filter(person_id=by).values_list("made_at", flat=True).first()


def read(*, token: str) -> bytes | None:
    """The calendar behind an address; None when there is none, or no longer, or the person left the team. Two queries.

    Refuses an address that is read more than 20 times an hour.
    """
    address, now = digest(token), clock.now()
    _count(address)
    person = ShiftCalendar.objects.filter(_team(), digest=address).values_list("person_id", flat=True).first()
    if person is None:
        return None
    rows = SignUp.objects.holding().filter(person_id=person, starts_at__range=(now - BACK, now + AHEAD))
    return written([_event(row) for row in rows.order_by("starts_at", "pk")], name=NAME)


def forget() -> int:
    """At night: addresses of those who left the team; how many."""
    return ShiftCalendar.objects.exclude(_team()).delete()[0]


def _team() -> Exists:
    grants = RoleGrant.objects.current().filter(user_id=OuterRef("person_id"))
    return Exists(grants.filter(role__in=[Role.VOLUNTEER, Role.COORDINATOR]))


def _event(row: SignUp) -> Event:
    certain = row.state == SignUpState.SIGNED_UP
    changed_at = row.promoted_at or row.joined_at
    return Event(f"shift-{row.pk}@coop", row.starts_at, row.ends_at, changed_at, NAME, is_certain=certain)


def _count(looked_at: bytes) -> None:
    key = f"volunteers.calendar:{looked_at.hex()}"
    if tries.count(key, within=HOUR) > LOOKS:
        raise TooManyLooks
