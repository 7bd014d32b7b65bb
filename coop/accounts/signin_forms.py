"""The sign-in library's forms, with our labels and the same path for every address."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_library
from allauth.mfa.totp import forms as totp_library
from allauth.mfa.webauthn import forms as passkey_library
from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from coop.accounts.addresses import normal
from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import needs_second_factor
from coop.web.forms import FormManners

PASSKEY_REFUSED = _("This passkey does not fit this account. Try again, or choose another way.")
PASSKEY_NAME = 100
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input", "spellcheck": "false"}


def plain(field: forms.Field, label: Any, **attrs: str) -> None:
    """Label above the field, nothing in it: a placeholder is no label."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(FormManners, library.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["login"], _("E-mail address"), autocomplete="username")
        plain(self.fields["password"], _("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""


class RequestLoginCodeForm(FormManners, library.RequestLoginCodeForm):
    """Known or not, allowed a code or not: the same queries, one message to that address, the same page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], _("E-mail address"), autocomplete="email")

    def clean_email(self) -> str:
        email = normal(self.cleaned_data["email"])
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        user = User.objects.filter(email=email, is_active=True).first()
        roles = frozenset(RoleGrant.objects.current().filter(user__email=email).values_list("role", flat=True))
        self._user = None if needs_second_factor(roles) else user
        return email


class ConfirmLoginCodeForm(FormManners, library.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _("Code of six digits"), **CODE)


class ResetPasswordForm(FormManners, library.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], _("E-mail address"), autocomplete="email")


class ResetPasswordKeyForm(FormManners, library.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["password1"], _("New password"), autocomplete="new-password")
        plain(self.fields["password2"], _("The same password again"), autocomplete="new-password")


class ChangePasswordForm(FormManners, library.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["oldpassword"], _("Present password"), autocomplete="current-password")
        plain(self.fields["password1"], _("New password"), autocomplete="new-password")
        plain(self.fields["password2"], _("The same password again"), autocomplete="new-password")

    def clean_oldpassword(self) -> str:
        """After a second press the new password is the present one: whoever types it knows it, and nothing changes any more."""
        if self.user.check_password(self.data.get("password1", "")):
            return self.cleaned_data["oldpassword"]
        return super().clean_oldpassword()


class ReauthenticateForm(FormManners, library.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["password"], _("Password"), autocomplete="current-password")


class SecondFactorForm(FormManners, mfa_library.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _("Code from your application, or a recovery code"), **CODE)


class SecondFactorAgainForm(FormManners, mfa_library.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _("Code from your application, or a recovery code"), **CODE)


class ActivateTotpForm(FormManners, totp_library.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["code"], _("The six digits that the application shows"), **CODE)


class DeviceAnswer(forms.JSONField):
    """What a device said about a passkey; a page that comes back with an error has forgotten it."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return InvalidJSONInput("")


class PasskeyManners(FormManners):
    """Whatever is wrong with what the device answered, one sentence says what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {"required": PASSKEY_REFUSED, "invalid": PASSKEY_REFUSED}
        self.fields["credential"] = DeviceAnswer(widget=forms.HiddenInput, error_messages=said)

    def full_clean(self) -> None:
        """The library trusts the shape of a parsed answer further than its own checks go."""
        try:
            super().full_clean()  # type: ignore[misc]
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            self.add_error("credential", PASSKEY_REFUSED)  # type: ignore[attr-defined]

    def add_error(self, field: str | None, error: Any) -> None:
        refused = getattr(error, "code", "") == "incorrect_code"
        super().add_error(field, PASSKEY_REFUSED if refused else error)  # type: ignore[misc]


class PasskeyForm(PasskeyManners, passkey_library.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["name"], _("What you call this key"), autocomplete="off")
        self.fields["name"].validators.append(MaxLengthValidator(PASSKEY_NAME))


class UsePasskeyForm(PasskeyManners, passkey_library.AuthenticateWebAuthnForm):
    """The second step of a sign-in."""


class UsePasskeyAgainForm(PasskeyManners, passkey_library.ReauthenticateWebAuthnForm):
    """Before a change that asks who is there."""
