"""Changes that need a second person: who becomes a social worker, and a social worker's address, password or second factor.

asked → approved | refused | expired. One social worker asks or is asked for; another one decides within three days. A lone
social worker decides with one of her sealed codes instead. Every step tells every social worker and the data protection officer.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from coop.accounts import addresses, errors, grants, notifications, second_factor, sessions
from coop.accounts.models import ProtectedChange, RoleGrant, SealedCode, User
from coop.accounts.roles import Role
from coop.audit import journal
from coop.vault import blind
from coop.web import clock

Kind, State = ProtectedChange.Kind, ProtectedChange.State
LASTS = timedelta(days=3)


def is_protected(user: User) -> bool:
    """Whoever is a social worker now or later, or is about to become one."""
    return (
        RoleGrant.objects.live().filter(user=user, role=Role.SOCIAL_WORKER).exists()
        or ProtectedChange.objects.filter(subject=user, kind=Kind.GRANT, state=State.ASKED).exists()
    )


def ask_grant(*, user: User, starts: date, ends: date | None, by: int) -> ProtectedChange:
    """Ask that `user` become a social worker. Nothing changes until another one approves."""
    content = {"starts": starts.isoformat(), "ends": ends.isoformat() if ends else None}
    return _ask(user=user, kind=Kind.GRANT, content=content, by=by)


def ask_email(*, user: User, email: str, by: int) -> ProtectedChange:
    content = {"email": email}
    return _ask(user=user, kind=Kind.EMAIL, content=content, by=by, same=lambda waiting: waiting == content)


def ask_password(*, user: User, password: str, by: int) -> ProtectedChange:
    """The new password waits as a hash, sealed; the old one works until the decision."""
    same = lambda waiting: check_password(password, waiting["hash"])  # noqa: E731
    return _ask(user=user, kind=Kind.PASSWORD, content={"hash": make_password(password)}, by=by, same=same)


def ask_second_factor(*, user: User, by: int) -> ProtectedChange:
    """Once approved, the old second factor is gone and the next sign-in sets up a new one."""
    return _ask(user=user, kind=Kind.SECOND_FACTOR, content={}, by=by)


@transaction.atomic
def approve(*, change: ProtectedChange, by: User) -> ProtectedChange:
    row = _locked(change)
    if not by.holds(Role.SOCIAL_WORKER) or by.pk in (row.asked_by, row.subject_id):
        raise errors.NotYoursToDecide
    return _apply(row, by=by.pk)


@transaction.atomic
def approve_with_code(*, kind: str, code: str) -> ProtectedChange:
    """The only social worker stands in for the second person with a sealed code. Each code works once.

    Whatever does not fit (no such code, used, another social worker exists, nothing of that kind waits) is refused alike.
    """
    alone = grants.holders(Role.SOCIAL_WORKER)
    user = alone[0] if len(alone) == 1 else None
    digests = code_digests(user.pk, code) if user else []
    found = SealedCode.objects.select_for_update(of=("self",)).filter(digest__in=digests, used_at__isnull=True).first()
    row = ProtectedChange.objects.filter(subject=user, kind=kind, state=State.ASKED).exclude(kind=Kind.GRANT).first()
    if found is None or row is None:
        raise errors.CodeRefused
    row = _locked(row)
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    row.by_sealed_code = True
    return _apply(row, by=row.subject_id)


@transaction.atomic
def refuse(*, change: ProtectedChange, by: User) -> ProtectedChange:
    """Any social worker may stop a change, the one it is about included."""
    row = _locked(change)
    if not by.holds(Role.SOCIAL_WORKER):
        raise errors.NotYoursToDecide
    return _close(row, State.REFUSED, by=by.pk)


@transaction.atomic
def expire_old() -> int:
    """The timetable's entry: what nobody decided in time is closed, and its content emptied."""
    old = ProtectedChange.objects.select_for_update(of=("self",), skip_locked=True)
    rows = list(old.filter(state=State.ASKED, expires_at__lte=clock.now()).order_by("pk"))
    for row in rows:
        _close(row, State.EXPIRED, by=None)
    return len(rows)


def code_digests(user_id: int, code: str) -> list[bytes]:
    """What a sealed code is kept as, the present key first; spaces, dashes and case do not count."""
    kept = "".join(letter for letter in code.upper() if letter.isalnum())
    return blind.candidates("accounts.sealed_code", f"{user_id}:{kept}")


@transaction.atomic
def _ask(
    *, user: User, kind: str, content: dict, by: int, same: Callable[[dict], bool] = lambda waiting: True
) -> ProtectedChange:
    """What the same person asked already, and what still waits, is not asked again and nobody is told twice."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    now = clock.now()
    for old in ProtectedChange.objects.filter(subject=user, kind=kind, state=State.ASKED):
        if old.expires_at > now and kind == Kind.GRANT:
            raise errors.ChangeAlreadyAsked
        if old.expires_at > now and old.asked_by == by and same(json.loads(old.payload or "{}")):
            return old
        _close(old, State.EXPIRED, by=None)
    row = ProtectedChange.objects.create(
        kind=kind, subject=user, payload=json.dumps(content), asked_by=by, asked_at=now, expires_at=now + LASTS
    )
    journal.record(by=by, action="accounts.protected.ask", object_type="accounts.user", object_id=user.pk, state=kind)
    notifications.protected_change_asked(change=row)
    return row


def _locked(change: ProtectedChange) -> ProtectedChange:
    row = ProtectedChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if row.state != State.ASKED or row.expires_at <= clock.now():
        raise errors.ChangeDecided
    return row


def _apply(row: ProtectedChange, *, by: int) -> ProtectedChange:
    user, content = row.subject, json.loads(row.payload or "")
    if row.kind == Kind.GRANT:
        ends = date.fromisoformat(content["ends"]) if content["ends"] else None
        starts = date.fromisoformat(content["starts"])
        grants.grant(user=user, role=Role.SOCIAL_WORKER, starts=starts, ends=ends, by=row.asked_by, approved_by=by)
    elif row.kind == Kind.EMAIL:
        addresses.set_address(user=user, email=content["email"], by=by)
    elif row.kind == Kind.PASSWORD:
        User.objects.filter(pk=user.pk).update(password=content["hash"])
    else:
        second_factor.clear(user=user, by=by)
    sessions.end_all(user=user)
    return _close(row, State.APPROVED, by=by)


def _close(row: ProtectedChange, state: str, *, by: int | None) -> ProtectedChange:
    row.state, row.decided_by, row.decided_at, row.payload = state, by, clock.now(), None
    row.save()
    journal.record(
        by=by if by is not None else journal.SYSTEM,
        action=f"accounts.protected.{state}",
        object_type="accounts.user",
        object_id=row.subject_id,
        state=row.kind,
    )
    notifications.protected_change_decided(change=row)
    return row
