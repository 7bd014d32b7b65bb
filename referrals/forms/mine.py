"""What a learner types on their own page: an address, the code that was sent there, a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coop.web import wording
from coop.web.forms import CoopForm, Tiles
from referrals.appointments import Slot
from referrals.forms.appointments import TAKEN
from referrals.models import Appointment


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


class ChooseForm(CoopForm):
    """A free time, under its day; how to meet."""

    slot = forms.ChoiceField(
        label=_("A free time"),
        widget=Tiles(layout="choices"),
        error_messages={"invalid_choice": TAKEN, "required": _("Choose a time.")},
    )
    mode = forms.ChoiceField(
        label=_("How"), choices=Appointment.Mode.choices, initial="office", widget=Tiles(layout="choices-fill")
    )

    def __init__(self, *args: Any, slots: Sequence[Slot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.value: slot for slot in slots}
        days = groupby(slots, key=lambda slot: timezone.localdate(slot.starts_at))
        self.offer("slot", [(capfirst(wording.day(day)), [_tile(slot) for slot in found]) for day, found in days])

    def chosen(self) -> Slot:
        return self.slots[self.cleaned_data["slot"]]


def _tile(slot: Slot) -> tuple[str, str]:
    """The hour; read aloud, the day as well."""
    day, hour = wording.day(slot.starts_at), wording.clock(slot.starts_at)
    return slot.value, format_html('<span class="visually-hidden">{} </span>{}', day, hour)
