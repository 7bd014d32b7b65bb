"""One address per account, kept in two places: the account, and the sign-in library's own table, which reads it."""

from allauth.account.models import EmailAddress
from django.db import transaction

from coop.accounts import errors, sessions
from coop.accounts.models import User
from coop.audit import journal


@transaction.atomic
def set_address(*, user: User, email: str, by: int) -> User:
    """The address this person signs in with from now on. Refuses one that another account uses."""
    email = normal(email)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise errors.AddressTaken
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    sessions.end_all(user=user)
    journal.record(by=by, action="accounts.email.set", object_type="accounts.user", object_id=user.pk)
    return user


def normal(email: str) -> str:
    return email.strip().lower()
