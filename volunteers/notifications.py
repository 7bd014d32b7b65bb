"""What volunteers are told, in words that say no more than when and where.

Reminders are outbox rows with a due time, made by the timetable for the shifts of the next days; the pair
(sign-up, time) makes each once, and withdrawing cancels them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format

from coop.accounts.models import User
from coop.notifications import outbox
from coop.web import clock
from coop.web.addresses import absolute
from volunteers.models import Qualification, Shift, SignUp

REMINDERS = (timedelta(hours=72), timedelta(hours=4))
LOOK_AHEAD = timedelta(hours=96)


def _dedupe(sign_up: SignUp, before: timedelta) -> str:
    hours = int(before.total_seconds() // 3600)
    return f"volunteers.reminder:{sign_up.pk}:{hours}:{int(sign_up.starts_at.timestamp())}"


def remind(sign_up: SignUp, shift: Shift, person: User) -> None:
    """Queue the reminders of one sign-up that still lie ahead."""
    for before in REMINDERS:
        due_at = sign_up.starts_at - before
        if due_at > clock.now():
            _queue("volunteers_reminder", shift, person, _dedupe(sign_up, before), due_at)


def forget_reminders(sign_up: SignUp) -> None:
    """The person no longer comes, or the time changed: what is still waiting in the outbox is not sent."""
    if sign_up.starts_at - LOOK_AHEAD > clock.now():
        return
    for before in REMINDERS:
        outbox.cancel(dedupe=_dedupe(sign_up, before))


def promoted(shift: Shift, person: User) -> None:
    """A place became free: the person is on the shift now."""
    _queue("volunteers_promoted", shift, person, f"volunteers.promoted:{shift.pk}:{person.pk}:{_stamp()}")


def shift_moved(shift: Shift, person: User) -> None:
    """The time or the place changed."""
    _queue("volunteers_moved", shift, person, f"volunteers.moved:{shift.pk}:{person.pk}:{_stamp()}")


def shift_cancelled(shift: Shift, person: User) -> None:
    """The shift does not take place."""
    _queue("volunteers_cancelled", shift, person, f"volunteers.cancelled:{shift.pk}:{person.pk}")


def check_out_forgotten(sign_up: SignUp, shift: Shift, person: User) -> None:
    """Nobody noted when they left; said once for each sign-up."""
    _queue("volunteers_forgotten", shift, person, f"volunteers.forgotten:{sign_up.pk}")


def qualification_ends(one: Qualification, person: User, *, last_call: bool) -> None:
    """What somebody learnt is valid for some weeks more. Said twice at most."""
    if not person.is_active or not person.email:
        return
    with translation.override(person.language):
        context = {
            "name": person.full_name,
            "title": one.list.title,
            "day": date_format(one.expires_on, "l j F Y"),
            "link": absolute("volunteers:trainings"),
        }
    outbox.queue(
        to=person.email,
        template="volunteers_valid_until",
        context=context,
        language=person.language,
        dedupe=f"volunteers.valid_until:{one.pk}:{'last' if last_call else 'first'}",
    )


def _queue(template: str, shift: Shift, person: User, dedupe: str, due_at: datetime | None = None) -> None:
    if not person.is_active or not person.email:
        return
    with translation.override(person.language):
        context = {
            "name": person.full_name,
            "day": date_format(timezone.localtime(shift.starts_at), "l j F"),
            "from": date_format(timezone.localtime(shift.starts_at), "H:i"),
            "to": date_format(timezone.localtime(shift.ends_at), "H:i"),
            "place": shift.place,
            "link": absolute("volunteers:hours"),
        }
    outbox.queue(
        to=person.email, template=template, context=context, language=person.language, dedupe=dedupe, due_at=due_at
    )


def _stamp() -> int:
    return int(clock.now().timestamp())
