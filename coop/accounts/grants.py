"""Granting and ending roles. The rules stand in `roles.py`; the database holds the same ones."""

from datetime import date

from django.db import transaction

from coop.accounts import errors, sessions
from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import EXCLUDING, Role, last_possible_day
from coop.audit import journal
from coop.audit.journal import SYSTEM
from coop.web import clock


@transaction.atomic
def grant(
    *, user: User, role: str, starts: date, ends: date | None, by: int, approved_by: int | None = None
) -> RoleGrant:
    """Give `user` a role from `starts` to `ends`, both counted; a student's role ends with the school year at the latest.

    Refuses an overlap with the same role, administrator beside social worker, and *social worker* without a second person:
    use `protected.ask_grant`; only the installation (`by=SYSTEM`) names one alone.
    """
    user = _locked(user)
    role = Role(role)
    limit = last_possible_day(role, starts)
    ends = ends or limit
    if user.erased_at is not None:
        raise errors.AccountErased
    if role == Role.SOCIAL_WORKER and by != SYSTEM and approved_by in (None, by, user.pk):
        raise errors.NeedsSecondPerson
    if ends is not None and ends < starts:
        raise errors.RoleDatesWrong
    if ends is not None and limit is not None and ends > limit:
        raise errors.RoleOutlivesYear
    _refuse_overlap(user, role, starts, ends)
    row = RoleGrant.objects.create(
        user=user, role=role, starts=starts, ends=ends, granted_by=by, granted_at=clock.now(), approved_by=approved_by
    )
    if role in sessions.SECOND_FACTOR_ROLES:
        sessions.end_all(user=user)
    journal.record(by=by, action="accounts.role.grant", object_type="accounts.user", object_id=user.pk, state=role)
    return row


@transaction.atomic
def revoke(*, grant: RoleGrant, by: int) -> RoleGrant:
    """End a role at once: the sessions of that person end in the same transaction."""
    user = _locked(grant.user)
    row = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if not row.is_live:
        raise errors.RoleHasEnded
    if row.role == Role.ADMINISTRATOR and not _another_administrator(user):
        raise errors.LastAdministrator
    row.revoked_at, row.revoked_by = clock.now(), by
    row.save(update_fields=["revoked_at", "revoked_by"])
    sessions.end_all(user=user)
    journal.record(by=by, action="accounts.role.revoke", object_type="accounts.user", object_id=user.pk, state=row.role)
    return row


def holders(*roles: str) -> list[User]:
    """Everybody who holds one of these roles today and may sign in, in order of number."""
    grants = RoleGrant.objects.current().filter(role__in=roles).values("user")
    return list(User.objects.filter(pk__in=grants, is_active=True).order_by("pk"))


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _refuse_overlap(user: User, role: Role, starts: date, ends: date | None) -> None:
    held = RoleGrant.objects.filter(user=user, revoked_at__isnull=True)
    overlapping = {
        row.role for row in held if (row.ends is None or row.ends >= starts) and (ends is None or row.starts <= ends)
    }
    if role in overlapping:
        raise errors.RoleOverlaps
    if role in EXCLUDING and overlapping & (set(EXCLUDING) - {role}):
        raise errors.RolesExclude


def _another_administrator(user: User) -> bool:
    others = RoleGrant.objects.current().filter(role=Role.ADMINISTRATOR).exclude(user=user)
    return others.filter(user__is_active=True).exists()
