"""Accounts as a whole: making one, closing and opening it, and emptying it for good."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from coop.accounts import addresses, errors, grants, protected, second_factor, sessions
from coop.accounts.models import Invitation, ProtectedChange, RoleGrant, SealedCode, User
from coop.accounts.roles import Role
from coop.audit import journal
from coop.web import clock


@transaction.atomic
def describe(*, user: User, full_name: str, email: str, by: int) -> bool:
    """Write name and address. A social worker's new address waits for a second person: then True."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.full_name != full_name:
        user.full_name = full_name
        user.save(update_fields=["full_name"])
        journal.record(by=by, action="accounts.name.set", object_type="accounts.user", object_id=user.pk)
    if email == user.email:
        return False
    if protected.is_protected(user):
        protected.ask_email(user=user, email=email, by=by)
        return True
    addresses.set_address(user=user, email=email, by=by)
    return False


@transaction.atomic
def take_second_factor(*, user: User, by: int) -> bool:
    """For someone who lost it. A social worker's waits for a second person: then True."""
    if protected.is_protected(user):
        protected.ask_second_factor(user=user, by=by)
        return True
    second_factor.clear(user=user, by=by)
    return False


@transaction.atomic
def close(*, user: User, by: int) -> User:
    """The person cannot sign in any more; roles stay as they are. Open sessions end now."""
    _refuse_last_administrator(user)
    return _set_active(user, False, "accounts.close", by)


@transaction.atomic
def reopen(*, user: User, by: int) -> User:
    if user.erased_at is not None:
        raise errors.AccountErased
    return _set_active(user, True, "accounts.reopen", by)


@transaction.atomic
def erase(*, user: User, by: int) -> User:
    """Empty the account and keep its number: ledger, journal and hours go on pointing to it.

    Name, address, password, second factor, sealed codes and invitations go; live roles end today. It cannot be undone, and a
    restored backup is emptied again from the deletion log (`coop.rights`).
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.erased_at is not None:
        raise errors.AccountErased
    _refuse_last_administrator(user)
    for row in RoleGrant.objects.live().filter(user=user):
        row.revoked_at, row.revoked_by = clock.now(), by
        row.save(update_fields=["revoked_at", "revoked_by"])
    empty(user)
    journal.record(by=by, action="accounts.erase", object_type="accounts.user", object_id=user.pk)
    return user


def empty(user: User) -> None:
    """What erasing takes away; done again, as it is, on a restored backup."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SealedCode.objects.filter(user=user).delete()
    Invitation.objects.filter(accepted_user=user).update(email="", full_name="")
    ProtectedChange.objects.filter(subject=user).update(payload=None)
    user.email, user.full_name, user.is_active = None, "", False
    user.erased_at, user.second_factor_since, user.last_login = user.erased_at or clock.now(), None, None
    user.set_unusable_password()
    user.session_stamp += 1
    user.save()


def _set_active(user: User, active: bool, action: str, by: int) -> User:
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    sessions.end_all(user=user)
    journal.record(by=by, action=action, object_type="accounts.user", object_id=user.pk)
    return user


def _refuse_last_administrator(user: User) -> None:
    names = {each.pk for each in grants.holders(Role.ADMINISTRATOR)}
    if names == {user.pk}:
        raise errors.LastAdministrator
