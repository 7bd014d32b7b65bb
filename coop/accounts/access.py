"""Who may open what in accounts, and whose rows they see. The yes or no follows from the query set."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from coop.accounts.models import ProtectedChange, User
from coop.accounts.roles import Role


def keeps_accounts(user: User) -> bool:
    """An administrator keeps accounts, invitations and roles."""
    return user.holds(Role.ADMINISTRATOR)


def sees_changes(user: User) -> bool:
    """Social workers decide protected changes; administrators and the data protection officer see them."""
    return user.holds(Role.SOCIAL_WORKER, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


def decides_changes(user: User) -> bool:
    """A social worker decides a protected change."""
    return user.holds(Role.SOCIAL_WORKER)


def accounts_seen_by(user: User) -> QuerySet[User]:
    """Every account that is not erased, for an administrator; for the others their own."""
    shown = User.objects.filter(erased_at__isnull=True)
    return shown if keeps_accounts(user) else shown.filter(pk=user.pk)


def changes_seen_by(user: User) -> QuerySet[ProtectedChange]:
    """All of them for those who watch; for anyone else, those about themselves."""
    rows = ProtectedChange.objects.select_related("subject")
    return rows if sees_changes(user) else rows.filter(subject=user)


def changes_to_decide(user: User) -> QuerySet[ProtectedChange]:
    """What waits for exactly this social worker: not asked by her, not about her."""
    waiting = changes_seen_by(user).filter(state=ProtectedChange.State.ASKED)
    return waiting.exclude(Q(asked_by=user.pk) | Q(subject=user)) if decides_changes(user) else waiting.none()
