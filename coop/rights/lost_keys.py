"""When the key ring is gone for good: let go of what nobody can open any more, so that the school can begin again with a new ring.

What was sealed is lost with the key, not by this; here its remains go. Stock, distributions, hours, credits, closed months, the
journal and the accounts stay. Called by `manage.py give_up_lost_keys` (docs/running.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from coop.accounts.models import ProtectedChange, SealedCode
from coop.audit import journal
from coop.documents.models import Document
from coop.notifications.models import Message
from coop.vault import anchor, keyring
from coop.vault.models import Anchor
from referrals import rights as confidential

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


class NothingIsLost(Exception):
    """The ring is there and opens this database."""


@dataclass(frozen=True)
class GivenUp:
    """How many of each went."""

    files: int
    mails: int
    documents: int
    second_factors: int


@transaction.atomic
def give_up() -> GivenUp:
    """A new ring unless one is there, and everything gone that hangs on the lost one. Refuses while nothing is lost."""
    if keyring.path().exists() and anchor.fits():
        raise NothingIsLost
    keyring.ensure(keyring.path())
    done = GivenUp(
        files=confidential.give_up_unreadable(by=journal.SYSTEM),
        mails=Message.objects.filter(state=Message.State.WAITING).delete()[0],
        documents=Document.objects.filter(wrapped_key__isnull=False).update(
            state=Document.State.EXPIRED, content=None, wrapped_key=None
        ),
        second_factors=Authenticator.objects.filter(type__in=SECOND_FACTORS).delete()[0],
    )
    Message.objects.filter(state=Message.State.GIVEN_UP).delete()
    ProtectedChange.objects.filter(state=ProtectedChange.State.ASKED).delete()
    for gone in (SealedCode, Session, Anchor):
        gone.objects.all().delete()
    anchor.fits()
    journal.record(
        by=journal.SYSTEM, action="rights.lost_keys", object_type="keys", object_id=keyring.ring().sealing.active
    )
    return done
