"""Somebody asks for help. A request goes in; nothing is looked up and nothing comes back, whoever it is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from coop.audit import journal
from coop.vault import envelope
from coop.web import clock
from referrals import compartment, identity, sealing
from referrals.errors import SlotTaken
from referrals.identity import Identity
from referrals.models import Appointment, Request
from referrals.models.requests import Source, Urgency


@dataclass(frozen=True)
class Wish:
    """A free time chosen while asking; held until the social worker answers."""

    social_worker_id: int
    starts_at: datetime
    ends_at: datetime


def ask(*, who: Identity, reach_by: str, when: str, language: str, wish: Wish | None, by: int = journal.SYSTEM) -> UUID:
    """Put a request into the queue; refuses only a time that somebody else took meanwhile.

    The same statements run for everybody: this cannot tell whether a person is known.
    """
    with compartment.asking():
        request = sealed_request(
            who=who,
            note={"when": when},
            source=Source.SELF,
            urgency=Urgency.WEEK,
            reach_by=reach_by,
            language=language,
        )
        request.save(force_insert=True)
        identity.mark(who, request=request)
        if wish:
            _hold(wish, request)
        journal.record(by=by, action="referrals.request.ask", object_type="referrals.request", object_id=request.id)
    return request.id


def sealed_request(*, who: Identity, note: dict, **facts: object) -> Request:
    """A request with its own key, unsaved. `note` is what was said with it: sealed like the identity."""
    number = uuid.uuid4()
    key, wrapped = envelope.new_key()
    return Request(
        id=number,
        asked_at=clock.now(),
        wrapped_key=wrapped,
        sealed_identity=identity.seal(key, who, of=number),
        sealed_note=sealing.seal(key, note, what="note", of=number),
        **facts,
    )


def _hold(wish: Wish, request: Request) -> None:
    try:
        with transaction.atomic():
            Appointment(
                social_worker_id=wish.social_worker_id,
                request=request,
                starts_at=wish.starts_at,
                ends_at=wish.ends_at,
                state=Appointment.State.WISHED,
                made_at=clock.now(),
                made_by=journal.SYSTEM,
            ).save(force_insert=True)
    except IntegrityError as error:
        raise SlotTaken from error
