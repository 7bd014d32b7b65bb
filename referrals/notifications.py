"""What is said to a learner, and when. Every message has the subject of all messages and betrays nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from coop.accounts.grants import holders
from coop.accounts.roles import Role
from coop.notifications import outbox
from coop.web import clock
from coop.web.addresses import absolute
from referrals.identity import Identity
from referrals.models import Appointment, Case, PickupCode, Request

REMIND_BEFORE = timedelta(hours=24)
REMIND_PICKUP_BEFORE = timedelta(hours=6)


def first_contact(*, request: Request, who: Identity, token: str) -> None:
    """To an address that anybody may have typed: somebody left it here, and the page behind the link asks who."""
    context = {"address": absolute("referrals:answer", token)}
    _queue(who.email, "referrals_first_contact", context, request.language, _first(request), None)


def forget_first_contact(request: Request) -> None:
    outbox.cancel(dedupe=_first(request))


def _first(request: Request) -> str:
    return f"referrals.request.{request.id}.first"


def appointment(*, case: Case, who: Identity, appointment: Appointment) -> None:
    """A confirmation now and a reminder the day before, where there is an address."""
    if not who.email:
        return
    context = {"at": appointment.starts_at, "address": absolute("referrals:mine")}
    _queue(who.email, "referrals_appointment", context, case.language, f"{_about(appointment)}.booked", None)
    remind_at = appointment.starts_at - REMIND_BEFORE
    if remind_at > clock.now():
        _queue(who.email, "referrals_reminder", context, case.language, f"{_about(appointment)}.reminder", remind_at)


def other_time(*, appointment: Appointment, who: Identity, language: str) -> bool:
    """What was planned does not take place: choose another time. False where there is no address to write to."""
    forget_appointment(appointment)
    if not who.email:
        return False
    context = {"at": appointment.starts_at, "address": absolute("referrals:mine_appointment")}
    _queue(who.email, "referrals_other_time", context, language, f"{_about(appointment)}.other_time", None)
    return True


def forget_appointment(appointment: Appointment) -> None:
    outbox.cancel(dedupe=f"{_about(appointment)}.reminder")


def pickup(*, case: Case, who: Identity, code: PickupCode, starts_at: datetime) -> None:
    """The code is on the learner's page; the message only says that there is something to look at. A reminder the same day."""
    if not who.email:
        return
    context = {"at": starts_at, "address": absolute("referrals:mine")}
    _queue(who.email, "referrals_pickup", context, case.language, f"referrals.pickup.{code.id}", None)
    remind_at = starts_at - REMIND_PICKUP_BEFORE
    if remind_at > clock.now():
        _queue(who.email, "referrals_reminder", context, case.language, _pickup_reminder(code.id), remind_at)


def forget_pickup(code_id: UUID) -> None:
    outbox.cancel(dedupe=_pickup_reminder(code_id))


def _pickup_reminder(code_id: UUID) -> str:
    return f"referrals.pickup.{code_id}.reminder"


def opened_in_an_emergency(*, number: UUID) -> None:
    """To every social worker and the data protection officer: there is something to look at. Not what, not whose."""
    for user in holders(Role.SOCIAL_WORKER, Role.DATA_PROTECTION_OFFICER):
        context = {"address": absolute("web:home")}
        _queue(
            user.email or "", "referrals_look", context, user.language, f"referrals.emergency.{number}:{user.pk}", None
        )


def news(*, case: Case, who: Identity, about: str) -> None:
    """There is something new on the learner's page. Not what."""
    if who.email:
        _queue(
            who.email,
            "referrals_news",
            {"address": absolute("referrals:mine")},
            case.language,
            f"referrals.news.{about}",
            None,
        )


def sign_in_code(*, address: str, code: str, known: bool, language: str, number: object) -> None:
    """To a known address the code; to any other a sentence that tells its owner what to do."""
    context = {"code": code, "known": known}
    _queue(address, "referrals_sign_in", context, language, f"referrals.sign_in.{number}", None)


def _about(appointment: Appointment) -> str:
    return f"referrals.appointment.{appointment.id}"


def _queue(to: str, template: str, context: dict, language: str, dedupe: str, due_at: datetime | None) -> None:
    outbox.queue(to=to, template=template, context=context, language=language, dedupe=dedupe, due_at=due_at)
