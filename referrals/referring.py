"""A member of staff refers a learner who agreed, and afterwards sees how far it got: received, contacted, closed."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.audit import journal
from coop.vault import blind
from coop.web import clock
from referrals import compartment, identity
from referrals.asking import sealed_request
from referrals.identity import Identity
from referrals.models import Receipt
from referrals.models.requests import Source

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXYZ"


@dataclass(frozen=True)
class Noticed:
    """What a referrer may add, all of it optional: difficulties by kind, a sentence, when to reach the person."""

    difficulties: tuple[str, ...] = ()
    sentence: str = ""
    when: str = ""


@dataclass(frozen=True)
class Referred:
    """The number is for the referrer; the request's is for the queue."""

    number: str
    request_id: UUID


@dataclass(frozen=True)
class State:
    number: str
    referred_at: datetime
    state: str
    label: str


def draft_key(*, by: int) -> str:
    """What static/js/refer.js seals a half-typed referral with: this person's for today, on their page and never on the device."""
    return base64.b64encode(blind.digest("referrals.refer.draft", f"{by}|{clock.today().isoformat()}")).decode()


def refer(
    *, who: Identity, urgency: str, reach_by: str, noticed: Noticed, referrer_name: str, language: str, by: int
) -> Referred:
    """Put a referral into the queue and give its number. Only for a learner who agreed; the form asks, and without
    agreement nothing reaches this function. The referrer's name is sealed with the request, for the social worker."""
    note = {
        "difficulties": list(noticed.difficulties),
        "sentence": noticed.sentence,
        "when": noticed.when,
        "referrer": referrer_name,
    }
    with compartment.referring(by=by, purpose="request.refer"):
        receipt = Receipt(number=_new_number(), referrer_id=by, referred_at=clock.now())
        receipt.save(force_insert=True)
        request = sealed_request(
            who=who, note=note, source=Source.STAFF, urgency=urgency, reach_by=reach_by, language=language
        )
        request.receipt = receipt
        request.save(force_insert=True)
        identity.mark(who, request=request)
        journal.record(by=by, action="referrals.request.refer", object_type="referrals.request", object_id=request.id)
    return Referred(receipt.number, request.id)


def states_of(*, by: int) -> list[State]:
    """The referrer's own referrals, newest first, as states and nothing else."""
    with compartment.referring(by=by, purpose="receipt.read"):
        receipts = list(Receipt.objects.order_by("-referred_at")[:25])
    return [State(row.number, row.referred_at, row.state, str(row.state.label)) for row in receipts]


def _new_number() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
