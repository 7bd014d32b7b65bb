"""The learner's way in: an address, then the code that was sent there."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm


class AddressForm(CoopForm):
    email = forms.EmailField(label=_("Your e-mail address"), help_text=_("You receive a code of six digits."))


class CodeForm(CoopForm):
    code = forms.RegexField(
        r"^\s*\d(?:\s*\d){5}\s*$",
        label=_("The code of six digits"),
        error_messages={"invalid": _("Six digits, as they stand in the message.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
