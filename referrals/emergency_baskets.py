"""A basket at once while no social worker is there. A coordinator types who it is for, and reads nothing of it again.

Whether it is granted follows from four things, and none of them is what anybody knows about the person: no social worker receives
for the rest of the day; the coordinator has not asked too often; this person had none within the days of the setting; something
is free on the shelf. Files, plans and requests are not looked at: they could not be kept secret from the answer. All refusals are
one sentence, reached by the same statements. See docs/decisions/0073-emergency-basket.md.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from coop.audit import journal
from coop.school import presence
from coop.school.settings import school
from coop.vault import blind, envelope
from coop.web import clock
from coop.web.errors import Refusal
from pantry import at_once, codes
from referrals import compartment, identity, limits, people
from referrals.errors import SomebodyIsHere
from referrals.identity import Identity
from referrals.models import EmergencyGrant, EmergencyMark

AHEAD = 14


@dataclass(frozen=True)
class Here:
    """When social workers receive: until when today, and the next time after."""

    until: datetime | None
    next_at: datetime | None


class _Refused(Exception):
    """One of the reasons, of which none is told."""


def here() -> Here:
    """The same for everybody who looks, and on the page before anything is typed."""
    now, today = clock.now(), clock.today()
    there = {number for number, _name in people.social_workers()}
    slots = [slot for slot in presence.slots(start=today, end=today + timedelta(days=AHEAD)) if slot.user in there]
    ahead = [slot for slot in slots if slot.ends_at > now]
    of_today = [slot.ends_at for slot in ahead if timezone.localdate(slot.starts_at) == today]
    return Here(max(of_today, default=None), min((slot.starts_at for slot in ahead), default=None))


def ask(*, who: Identity, persons: int, cooking: str, by: int) -> at_once.Given | None:
    """The bag and its code, told once; None for every reason alike. Refuses aloud only while a social worker is there.

    Everything is tried in one order whatever comes out: the bag is filled and the grant written, then both are taken back.
    """
    if here().until:
        raise SomebodyIsHere
    number, given = uuid.uuid4(), None
    with compartment.giving_at_once(by=by):
        within_limits = limits.may_ask_at_once(by=by)
        try:
            with transaction.atomic():
                given = at_once.give(persons=persons, cooking=cooking, by=by)
                _write(number, who, given, by)
                if not within_limits:
                    raise _Refused
        except (IntegrityError, Refusal, _Refused):
            given = None
        state = "granted" if given else "refused"
        journal.record(
            by=by,
            action=limits.ASKED,
            object_type="referrals.emergencygrant",
            object_id=number,
            state=state,
        )
    return given


def code_again(*, basket_id: int, by: int) -> codes.IssuedCode:
    """The same form came twice, and its first answer was lost on the way: another code for the same bag, the first one dies."""
    return codes.issue_code(basket_id=basket_id, by=by)


def digests(who: Identity) -> list[bytes]:
    """One for each word of the name, bound to the birth date: a second given name left out changes nothing."""
    born = who.birth_date.isoformat() if who.birth_date else ""
    return [blind.digest("referrals.emergency_basket", f"{part}|{born}") for part in blind.name_parts(who.name)]


def mark(grant: EmergencyGrant, who: Identity) -> None:
    """Needs an opening that may write marks. An IntegrityError says that one of them is within its days already."""
    starts = timezone.localdate(grant.granted_at)
    ends = starts + timedelta(days=school().emergency_basket_days - 1)
    EmergencyMark.objects.bulk_create(
        EmergencyMark(grant=grant, digest=digest, starts=starts, ends=ends) for digest in digests(who)
    )


def _write(number: UUID, who: Identity, given: at_once.Given, by: int) -> None:
    key, wrapped = envelope.new_key()
    grant = EmergencyGrant(
        id=number,
        granted_at=clock.now(),
        granted_by=by,
        basket_id=given.basket_id,
        beneficiary=given.beneficiary,
        wrapped_key=wrapped,
        sealed_identity=identity.seal(key, who, of=number),
    )
    grant.save(force_insert=True)
    mark(grant, who)
