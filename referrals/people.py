"""Names of staff, for the screens of the confidential side: who a learner will meet, who wrote, who a file is shared with."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role


def social_workers() -> list[tuple[int, str]]:
    """Those who hold the role today: number and name."""
    grants = RoleGrant.objects.filter(role=Role.SOCIAL_WORKER, user__is_active=True).current()
    return sorted(grants.values_list("user_id", "user__full_name").distinct(), key=lambda pair: pair[1])


def name_of(column: str) -> Subquery:
    """For a statement about rows of ours: the name behind a number."""
    return Subquery(User.objects.filter(pk=OuterRef(column)).values("full_name")[:1])


def names(numbers: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(numbers)).values_list("pk", "full_name"))
