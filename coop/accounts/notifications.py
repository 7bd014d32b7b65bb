"""What accounts say by e-mail. Every message has the same subject; none says what the pantry is for."""

from uuid import uuid4

from coop.accounts.grants import holders
from coop.accounts.models import Invitation, ProtectedChange, User
from coop.accounts.roles import Role
from coop.notifications import outbox
from coop.web import clock
from coop.web.addresses import absolute


def invited(*, invitation: Invitation, token: str) -> None:
    outbox.queue(
        to=invitation.email,
        template="accounts_invitation",
        context={
            "name": invitation.full_name,
            "address": absolute("accounts:accept", token),
            "expires": invitation.expires_at,
        },
        language=invitation.language,
        dedupe=f"accounts.invitation:{invitation.pk}:{invitation.digest.hex()[:16]}",
    )


def role_added(*, user: User) -> None:
    _tell(user, "accounts_role_added", {"address": absolute("web:home")}, f"accounts.role:{user.pk}:{uuid4()}")


def protected_change_asked(*, change: ProtectedChange) -> None:
    """To every social worker and the data protection officer: something waits for them."""
    for user in _watchers(change):
        context = {"address": absolute("accounts:changes")}
        _tell(user, "accounts_change_asked", context, f"accounts.change.asked:{change.pk}:{user.pk}")


def protected_change_decided(*, change: ProtectedChange) -> None:
    for user in _watchers(change):
        context = {"address": absolute("accounts:changes")}
        _tell(user, "accounts_change_decided", context, f"accounts.change.{change.state}:{change.pk}:{user.pk}")


def confirm_address(*, user: User, email: str, token: str) -> None:
    outbox.queue(
        to=email,
        template="accounts_confirm_address",
        context={"name": user.full_name, "address": absolute("accounts:confirm_address", token)},
        language=user.language,
        dedupe=f"accounts.confirm_address:{user.pk}:{clock.now().isoformat()}",
    )


def signing_in(*, to: str, template: str, context: dict, language: str) -> None:
    """A code or a link for signing in. Each request is a message of its own."""
    outbox.queue(to=to, template=template, context=context, language=language, dedupe=f"accounts.sign_in:{uuid4()}")


def _watchers(change: ProtectedChange) -> list[User]:
    """Social workers and data protection officers of today, and the person it is about."""
    found = {user.pk: user for user in holders(Role.SOCIAL_WORKER, Role.DATA_PROTECTION_OFFICER)}
    found.setdefault(change.subject_id, change.subject)
    return [found[pk] for pk in sorted(found)]


def _tell(user: User, template: str, context: dict, dedupe: str) -> None:
    if user.email and user.erased_at is None:
        context = {"name": user.full_name, **context}
        outbox.queue(to=user.email, template=template, context=context, language=user.language, dedupe=dedupe)
