"""Reaching somebody for the first time, who may never have asked: what is said then suits them too.

The message by mail leads to a page with two answers. “It was me” confirms the request; “not me” erases what was typed, as the
social worker does when she hears it on the telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from coop.audit import journal
from coop.web import clock
from referrals import access, compartment, identity, notifications, queue
from referrals.errors import AlreadyTaken, LinkEnded, NoAddress
from referrals.models import Appointment, Receipt, Request

SALT = "referrals.first_contact"
LINK_LASTS = timedelta(days=21)


@dataclass(frozen=True)
class Question:
    """What somebody sees who follows the link: a time that is kept, if one was wished for. No name: the reader may be another."""

    request_id: UUID
    wished_at: datetime | None


def write(*, request_id: UUID, by: int) -> None:
    """Send the first message, once; refuses where only a telephone number is known."""
    with compartment.social_work(by=by, purpose="request.write"):
        request = _waiting(request_id, by)
        who = identity.of_row(request)
        if not who.email:
            raise NoAddress
        notifications.first_contact(request=request, who=who, token=signing.dumps(str(request.id), salt=SALT))
        _note_try(request, "write", by)


def note_try(*, request_id: UUID, by: int) -> None:
    """Called or wrote, and nobody answered yet."""
    with compartment.social_work(by=by, purpose="request.tried"):
        _note_try(_waiting(request_id, by), "tried", by)


def disown(*, request_id: UUID, by: int) -> None:
    """They had not asked: what was typed is erased, with its marks and the time that was held. The journal keeps its number."""
    with compartment.social_work(by=by, purpose="request.disown"):
        _erase(_waiting(request_id, by), by)


def disown_again(*, request_id: UUID) -> None:
    """After an older backup was restored."""
    with compartment.answering(request=request_id, purpose="restore.erase_again"):
        _erase(Request.objects.get(id=request_id), journal.SYSTEM)


def question(*, token: str) -> Question:
    """What the link asks; refuses when it is too old or the request was answered, alike."""
    number = _number_of(token)
    with compartment.answering(request=number, purpose="request.answer"):
        request = _open(number)
        wished = Appointment.objects.filter(request=request, state=Appointment.State.WISHED)
        return Question(number, wished.values_list("starts_at", flat=True).first())


def it_was_me(*, token: str) -> None:
    number = _number_of(token)
    with compartment.answering(request=number, purpose="request.answer"):
        queue.mark_contacted([_open(number)])
        _record("answer", number, journal.SYSTEM)


def not_me(*, token: str) -> None:
    number = _number_of(token)
    with compartment.answering(request=number, purpose="request.answer"):
        _erase(_open(number), journal.SYSTEM)


def _number_of(token: str) -> UUID:
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=LINK_LASTS))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkEnded from error


def _open(number: UUID) -> Request:
    """A request that nobody answered yet, held."""
    waiting = Request.objects.select_for_update(of=("self",)).filter(taken_at=None, closed_at=None, contacted_at=None)
    request = waiting.filter(id=number).first()
    if request is None:
        raise LinkEnded
    return request


def _waiting(request_id: UUID, by: int) -> Request:
    access.request_for(by, request_id)
    request = Request.objects.select_for_update(of=("self",)).filter(id=request_id, taken_at=None).first()
    if request is None:
        raise AlreadyTaken
    return request


def _note_try(request: Request, what: str, by: int) -> None:
    Request.objects.filter(id=request.id).update(tried_at=clock.now())
    _record(what, request.id, by)


def _erase(request: Request, by: int) -> None:
    """A referrer's receipt stays, closed: nothing that was typed about the learner is on it."""
    if request.receipt_id:
        Receipt.objects.filter(id=request.receipt_id, closed_at=None).update(closed_at=clock.now())
    notifications.forget_first_contact(request)
    _record("disown", request.id, by)
    request.delete()


def _record(what: str, number: UUID, by: int) -> None:
    journal.record(
        by=by, action=f"referrals.request.{what}", object_type="referrals.request", object_id=number, person=str(number)
    )
