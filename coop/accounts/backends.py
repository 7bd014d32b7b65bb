"""How a session finds its account: with its roles, in one statement."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from coop.accounts.models import User


class AccountBackend(AuthenticationBackend):
    """allauth's, reading what every page asks of the person along with the person."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.with_roles().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
