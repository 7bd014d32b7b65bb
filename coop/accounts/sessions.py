"""How long a sign-in lasts, and how it ends at once.

Every session carries a hash of the person's password and session stamp: raising the stamp ends all of them with the next
request, wherever they are kept.
"""

from datetime import timedelta

from django.db.models import F

from coop.accounts.models import User
from coop.accounts.roles import SECOND_FACTOR_ROLES, Role

__all__ = ["IDLE", "SECOND_FACTOR_ROLES", "end_all", "idle_limit"]

IDLE: dict[str, timedelta] = {Role.SOCIAL_WORKER: timedelta(minutes=15), Role.ADMINISTRATOR: timedelta(minutes=30)}
IDLE_OTHERS = timedelta(hours=4)


def end_all(*, user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_stamp=F("session_stamp") + 1)


def idle_limit(roles: frozenset[str]) -> timedelta:
    """The shortest limit of the roles held; a tablet in the storage room must outlive a quiet hour."""
    return min((IDLE[role] for role in roles if role in IDLE), default=IDLE_OTHERS)
