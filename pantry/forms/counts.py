"""What is typed while a place is counted."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal
from coop.web.forms import CoopForm, FilterForm
from pantry import gtin, quantities
from pantry.models import Lot, Unit

BIGGEST = 2**62
NONE = re.compile(r"\s*0+([.,]0+)?\s*")


class ThingFilter(FilterForm):
    """What to count next: a code that was read, words of its name, or a line of the list."""

    code = forms.CharField(label=_("Code or name"), required=False, max_length=80)
    thing = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"].strip()
        try:
            return gtin.parse_scanned(typed)
        except Refusal:
            return typed


class NoteForm(CoopForm):
    """So many are there; none is an answer too."""

    thing = forms.IntegerField(min_value=1, max_value=BIGGEST, widget=forms.HiddenInput)
    next_code = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    quantity = forms.CharField(max_length=12, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, lot: Lot | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weighed = lot is not None and lot.unit == Unit.GRAM
        field = self.fields["quantity"]
        field.label = _("Weight in kilograms") if self.weighed else _("How many are there?")
        field.help_text = _("0 when none is left.")
        field.widget.attrs["inputmode"] = "decimal" if self.weighed else "numeric"

    def clean_quantity(self) -> int:
        typed = self.cleaned_data["quantity"]
        if NONE.fullmatch(typed):
            return 0
        try:
            return quantities.typed_weight_g(typed) if self.weighed else quantities.typed_count(typed)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None
