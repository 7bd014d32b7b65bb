"""What is said to a learner, and when. Every message has the subject of all messages and betrays nothing."""

from __future__ import annotations

from collections.abc import Iterable
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
    _queue(who.email, "referrals_first_contact", context, request.language, _first(request.id), None)


def forget_first_contact(request: Request) -> None:
    outbox.cancel(dedupe=_first(request.id))


def _first(request_id: UUID) -> str:
    return f"referrals.request.{request_id}.first"


def appointment(*, case: Case, who: Identity, appointment: Appointment) -> None:
    """A confirmation now and a reminder the day before, where there is an address."""
    if not who.email:
        return
    context = {"at": appointment.starts_at, "address": absolute("referrals:mine")}
    _queue(who.email, "referrals_appointment", context, case.language, f"{_about(appointment.id)}.booked", None)
    remind(case=case, who=who, appointment=appointment)


def remind(*, case: Case, who: Identity, appointment: Appointment) -> None:
    _remind(case, who, _appointment_reminder(appointment.id), appointment.starts_at, REMIND_BEFORE)


def _remind(case: Case, who: Identity, dedupe: str, at: datetime, before: timedelta) -> None:
    """Where there is an address, and time for it."""
    if who.email and at - before > clock.now():
        context = {"at": at, "address": absolute("referrals:mine")}
        _queue(who.email, "referrals_reminder", context, case.language, dedupe, at - before)


def other_time(*, appointment: Appointment, who: Identity, language: str) -> bool:
    """What was planned does not take place: choose another time. False where there is no address to write to."""
    forget_appointment(appointment)
    if not who.email:
        return False
    context = {"at": appointment.starts_at, "address": absolute("referrals:mine_appointment")}
    _queue(who.email, "referrals_other_time", context, language, f"{_about(appointment.id)}.other_time", None)
    return True


def forget_appointment(appointment: Appointment) -> None:
    outbox.cancel(dedupe=_appointment_reminder(appointment.id))


def take_back(*, appointments: Iterable[UUID] = (), codes: Iterable[UUID] = (), requests: Iterable[UUID] = ()) -> None:
    """Nothing that waits about these leaves any more."""
    about = [_about(number) for number in appointments]
    outbox.cancel_all(
        [
            *(f"{each}.{kind}" for each in about for kind in ("booked", "reminder", "other_time")),
            *map(_pickup_reminder, codes),
            *map(_first, requests),
        ]
    )


def pickup(*, case: Case, who: Identity, code: PickupCode, starts_at: datetime) -> None:
    """The code is on the learner's page; the message only says that there is something to look at. A reminder the same day."""
    if not who.email:
        return
    context = {"at": starts_at, "address": absolute("referrals:mine")}
    _queue(who.email, "referrals_pickup", context, case.language, f"referrals.pickup.{code.id}", None)
    remind_pickup(case=case, who=who, code_id=code.id, starts_at=starts_at)


def remind_pickup(*, case: Case, who: Identity, code_id: UUID, starts_at: datetime) -> None:
    _remind(case, who, _pickup_reminder(code_id), starts_at, REMIND_PICKUP_BEFORE)


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


def _appointment_reminder(number: UUID) -> str:
    return f"{_about(number)}.reminder"


def _about(number: UUID) -> str:
    return f"referrals.appointment.{number}"


def _queue(to: str, template: str, context: dict, language: str, dedupe: str, due_at: datetime | None) -> None:
    outbox.queue(to=to, template=template, context=context, language=language, dedupe=dedupe, due_at=due_at)
