"""The second factor: who needs one, who may set one up now, and how it is taken away.

A person who needs one sets it up at the first sign-in, before the sign-in is complete, so that no session of theirs exists
without it. A social worker changes hers only through an approved change (`protected.py`); the others from their account page.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction

from coop.accounts import sessions
from coop.accounts.models import User
from coop.accounts.roles import needs_second_factor
from coop.audit import journal
from coop.web import clock

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_needed(user: User) -> bool:
    return needs_second_factor(user.roles)


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def may_set_up(user: User) -> bool:
    """Only for the first time, or after the old one was taken away by `clear`."""
    return user.second_factor_since is None and not has_one(user)


@transaction.atomic
def set_up(*, user: User, by: int) -> None:
    """To be called in the transaction that stores the authenticator: from now on it cannot be replaced in silence."""
    user.second_factor_since = clock.now()
    user.save(update_fields=["second_factor_since"])
    journal.record(by=by, action="accounts.second_factor.set", object_type="accounts.user", object_id=user.pk)


@transaction.atomic
def clear(*, user: User, by: int) -> None:
    Authenticator.objects.filter(user_id=user.pk).delete()
    user.second_factor_since = None
    user.save(update_fields=["second_factor_since"])
    sessions.end_all(user=user)
    journal.record(by=by, action="accounts.second_factor.clear", object_type="accounts.user", object_id=user.pk)
