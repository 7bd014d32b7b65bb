"""The list of accounts, read by position and never counted: a school has a dozen, or some thousands after ten years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from coop.accounts.models import Invitation, RoleGrant, User
from coop.accounts.roles import Role
from coop.web import clock

PAGE = 25


@dataclass(frozen=True)
class Page:
    people: Sequence[User]
    after: str


def people(seen: QuerySet[User], *, role: str, q: str, after: tuple[str, int] | None) -> Page:
    """25 accounts in order of name, and the mark of the next 25. Two queries."""
    rows = seen.annotate(sorting=Lower("full_name")).order_by("sorting", "pk")
    if q:
        rows = rows.filter(Q(full_name__icontains=q) | Q(email__icontains=q))
    if role:
        rows = rows.filter(pk__in=RoleGrant.objects.current().filter(role=role).values("user"))
    if after:
        rows = rows.filter(Q(sorting__gt=after[0]) | Q(sorting=after[0], pk__gt=after[1]))
    found = list(rows[: PAGE + 1])
    mark = f"{found[PAGE - 1].sorting}~{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    shown = found[:PAGE]
    _with_roles(shown)
    return Page(shown, mark)


def _with_roles(users: Sequence[User]) -> None:
    held: dict[int, list[str]] = {user.pk: [] for user in users}
    for row in RoleGrant.objects.current().filter(user__in=held).order_by("role", "pk"):
        held[row.user_id].append(str(Role(row.role).label))
    for user in users:
        user.role_names = held[user.pk]


def open_invitations() -> list[Invitation]:
    """Sent and not used yet, the newest first, those that have expired included until they are withdrawn."""
    rows = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return list(rows.order_by("-invited_at", "-pk")[:100])


def expired(invitation: Invitation) -> bool:
    return invitation.expires_at <= clock.now()
