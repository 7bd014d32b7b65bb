"""What is typed about people, turned into the types of the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from coop.accounts.addresses import normal
from coop.accounts.models import ProtectedChange, User
from coop.accounts.roles import Role, needs_second_factor
from coop.web import clock
from coop.web.forms import CoopForm, FilterForm, FormManners, TileList


class PeopleFilter(FilterForm):
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    q = forms.CharField(label=_("Name or address"), required=False, max_length=80)
    after = forms.CharField(required=False, max_length=180, widget=forms.HiddenInput)

    def clean_after(self) -> tuple[str, int] | None:
        name, _sign, number = self.cleaned_data["after"].rpartition("~")
        return (name, int(number)) if number.isdigit() and len(number) < 18 else None


class InviteForm(CoopForm):
    full_name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=TileList)
    until = forms.DateField(
        label=_("Until"), required=False, help_text=_("Empty: no end. A volunteer's role ends with the school year.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        return normal(self.cleaned_data["email"])


class GrantForm(CoopForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts = forms.DateField(label=_("First day"))
    ends = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty: no end."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts": clock.today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class PersonForm(CoopForm):
    full_name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))

    def clean_email(self) -> str:
        return normal(self.cleaned_data["email"])


class ImportForm(CoopForm):
    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput({"accept": ".csv,text/csv"}), required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200_000)


class AddressForm(CoopForm):
    email = forms.EmailField(label=_("New e-mail address"))

    def clean_email(self) -> str:
        email = normal(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Another account uses this address."))
        return email


class AcceptForm(FormManners, forms.Form):
    """The page behind an invitation. Who needs a password chooses it here; the others may, and else sign in by code."""

    full_name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_(
            "12 letters or more, or 9 with capitals, digits and signs. A short phrase is easy to keep in mind."
        ),
        strip=False,
    )

    def __init__(self, *args: Any, roles: set[str], email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        if not needs_second_factor(roles):
            self.fields["password"].required = False
            self.fields["password"].help_text = _("You may leave it empty: we then send you a code each time.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if password := values.get("password"):
            try:
                validate_password(password, User(email=self.email, full_name=values.get("full_name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values


class SealedCodeForm(CoopForm):
    kind = forms.ChoiceField(
        label=_("What did you ask for?"),
        choices=[pair for pair in ProtectedChange.Kind.choices if pair[0] != ProtectedChange.Kind.GRANT],
        widget=TileList,
    )
    code = forms.CharField(
        label=_("Sealed code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code-input"}),
        help_text=_("From the envelope: four times four letters and digits."),
    )
