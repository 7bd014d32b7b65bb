"""What is tapped and typed while packing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from pantry import quantities

BIG = 2**62


class LineForm(CoopForm):
    """One thing to put in the bag; `product` takes its place when the shelf is empty."""

    line = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("tick", ""), ("untick", ""), ("empty", "")])
    product = forms.IntegerField(min_value=1, max_value=BIG, required=False)


class PackedForm(CoopForm):
    """The bag in hand is ready."""

    basket = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)
    weight = forms.CharField(
        label=_("Weight of the bag in kg, if you have a scale"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_weight(self) -> int | None:
        typed: Any = self.cleaned_data["weight"].strip()
        if not typed:
            return None
        try:
            return quantities.typed_weight_g(typed)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class LookForm(CoopForm):
    """What the second person found in a bag."""

    basket = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)
    found = forms.ChoiceField(choices=[("right", ""), ("wrong", "")])
