"""How the sign-in library behaves here: nobody signs up, every message goes through the outbox, one answer for every failure,
and a social worker's password, address and second factor pass the gate of `protected.py`."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coop.accounts import notifications, protected, second_factor
from coop.accounts.models import User
from coop.vault import envelope
from coop.web import qr

MAILS = {
    "account/email/login_code": "accounts_login_code",
    "account/email/password_reset_key": "accounts_password_reset",
    "account/email/unknown_account": "accounts_unknown_account",
}
SAID = {"account/messages/password_changed.txt", "account/messages/password_set.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation, never by signing up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and password do not go together. Check both, or ask for a code."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "incorrect_code": _("This code does not fit. Look at the newest message, then type it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A closed account gets the answer of a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, self.error_messages["email_password_mismatch"])
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), "coop.accounts.stages.EnrolStage"]

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Into the outbox. Unknown messages of the library are a mistake of ours and raise."""
        wanted = {name: context[name] for name in ("code", "password_reset_url") if name in context}
        user = context.get("user")
        language = getattr(user, "language", "") or get_language() or settings.LANGUAGE_CODE
        notifications.signing_in(to=email, template=MAILS[template_prefix], context=wanted, language=language)

    def set_password(self, user: Any, password: str) -> None:
        """The one way by which the library's pages change a password: a social worker's waits for a second person."""
        if protected.is_protected(user):
            protected.ask_password(user=user, password=password, by=user.pk)
            if self.request is not None:
                self.request.waits_for_second_person = True
            return
        super().set_password(user, password)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """The library's own sentences are left out but for the ones that say what happened to a password."""
        if message_template in SAID:
            if getattr(request, "waits_for_second_person", False):
                messages.info(request, _("Your request waits for another social worker. Nothing has changed yet."))
            else:
                messages.success(request, _("Your password has been changed."))
        elif message:
            messages.add_message(request, level, message)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with the key ring; whoever needs a second factor keeps at least one."""

    SEAL = "accounts.second_factor"
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Wait for the next one, then type it."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(envelope.seal_with_ring(text, context=self.SEAL)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return envelope.unseal_with_ring(base64.b64decode(encrypted_text), context=self.SEAL)

    def get_totp_issuer(self) -> str:
        return "CO'OP"

    def build_totp_svg(self, url: str) -> str:
        return qr.drawing(url)

    def _get_site_name(self) -> str:
        return "CO'OP"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        if protected.is_protected(user):
            return False
        others = Authenticator.objects.filter(user=user, type__in=second_factor.KINDS).exclude(pk=authenticator.pk)
        return not second_factor.is_needed(user) or others.exists()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None of the library's notices are sent: what matters goes through `notifications.py`."""
