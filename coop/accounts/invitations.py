"""Invitations: a link for someone who has no account yet, good for two weeks and for one use."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from coop.accounts import addresses, errors, grants, notifications, protected
from coop.accounts.models import Invitation, User
from coop.accounts.roles import Role, last_possible_day
from coop.audit import journal
from coop.vault import blind
from coop.web import clock

LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Issued:
    """The token is shown or sent once; the invitation keeps its digest only."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(
    *, email: str, full_name: str, role: str, until: date | None, by: int, language: str = "fr", send: bool = True
) -> Issued:
    """Invite one person for one role. Refuses an address that has an account: give that account the role instead."""
    email = addresses.normal(email)
    if User.objects.filter(email__iexact=email).exists():
        raise errors.AddressTaken
    limit = last_possible_day(role, clock.today())
    if limit is not None and until is not None and until > limit:
        raise errors.RoleOutlivesYear
    if until is not None and until < clock.today():
        raise errors.RoleDatesWrong
    if _open_for(email, role) is not None:
        raise errors.AlreadyInvited
    now, token = clock.now(), secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        email=email,
        full_name=full_name.strip(),
        language=language,
        role=role,
        until=until or limit,
        digest=_digest(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + LASTS,
    )
    journal.record(
        by=by, action="accounts.invite", object_type="accounts.invitation", object_id=invitation.pk, state=role
    )
    if send:
        notifications.invited(invitation=invitation, token=token)
    return Issued(invitation, token)


@transaction.atomic
def invite_first(*, email: str, full_name: str, role: str, language: str = "fr") -> Issued:
    """For set-up: the account and its role are there at once, closed, so that presence days can be hers; the link opens it."""
    issued = invite(email=email, full_name=full_name, role=role, until=None, by=journal.SYSTEM, language=language)
    user = User.objects.create_user(issued.invitation.email, full_name.strip(), language=language, is_active=False)
    grants.grant(user=user, role=role, starts=clock.today(), ends=None, by=journal.SYSTEM)
    issued.invitation.for_user = user
    issued.invitation.save(update_fields=["for_user"])
    return issued


@transaction.atomic
def withdraw(*, invitation: Invitation, by: int) -> None:
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise errors.InvitationGone
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    journal.record(by=by, action="accounts.invite.withdraw", object_type="accounts.invitation", object_id=row.pk)


def find(token: str) -> Invitation | None:
    """The open invitation this link belongs to."""
    digests = blind.candidates("accounts.invitation", token)
    row = Invitation.objects.filter(digest__in=digests).first()
    return row if row is not None and row.is_open else None


def was_taken_up(token: str) -> bool:
    """Whether this link opened its account already. Only who holds the link can ask."""
    digests = blind.candidates("accounts.invitation", token)
    return Invitation.objects.filter(digest__in=digests, accepted_at__isnull=False).exists()


def roles_of(invitation: Invitation) -> set[str]:
    """Every role this address is invited for at the moment: one link takes them all up."""
    return set(_waiting(invitation.email).values_list("role", flat=True))


@transaction.atomic
def accept(*, token: str, full_name: str, password: str | None, language: str) -> User:
    """Make the account and give it every role it was invited for; *social worker* waits for a second person.

    A link opened twice makes one account: the second one is refused.
    """
    digests = blind.candidates("accounts.invitation", token)
    row = Invitation.objects.select_for_update(of=("self",)).filter(digest__in=digests).first()
    if row is None or not row.is_open:
        raise errors.InvitationGone
    user = _account_for(row)
    user.full_name, user.language, user.is_active = full_name.strip(), language, True
    user.set_password(password)
    user.save()
    addresses.set_address(user=user, email=row.email, by=user.pk)
    for each in _waiting(row.email).select_for_update(of=("self",)).order_by("pk"):
        _take_up(each, user)
    return user


def _account_for(row: Invitation) -> User:
    """The account made at set-up, or a new one. Never one that somebody already uses."""
    if row.for_user is not None:
        return User.objects.select_for_update(of=("self",)).get(pk=row.for_user.pk)
    if User.objects.filter(email__iexact=row.email).exists():
        raise errors.InvitationGone
    return User(email=row.email)


def _take_up(row: Invitation, user: User) -> None:
    row.accepted_at, row.accepted_user = clock.now(), user
    row.save(update_fields=["accepted_at", "accepted_user"])
    today = clock.today()
    if row.role == Role.SOCIAL_WORKER and row.invited_by != journal.SYSTEM:
        protected.ask_grant(user=user, starts=today, ends=row.until, by=row.invited_by)
    elif row.for_user_id is None:
        grants.grant(user=user, role=row.role, starts=today, ends=row.until, by=row.invited_by)
    journal.record(by=user.pk, action="accounts.invite.accept", object_type="accounts.invitation", object_id=row.pk)


def _waiting(email: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__iexact=email, accepted_at__isnull=True, withdrawn_at__isnull=True)


def _open_for(email: str, role: str) -> Invitation | None:
    """An expired one is withdrawn on the way, so that a new one may be sent."""
    row = _waiting(email).filter(role=role).first()
    if row is not None and row.expires_at <= clock.now():
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        return None
    return row


def _digest(token: str) -> bytes:
    return blind.digest("accounts.invitation", token)


@transaction.atomic
def forget_old() -> int:
    """An invitation nobody took up within a month after it expired keeps neither name nor address."""
    old = Invitation.objects.filter(accepted_at__isnull=True, expires_at__lte=clock.now() - timedelta(days=30))
    return old.exclude(email="").update(email="", full_name="", withdrawn_at=clock.now())
