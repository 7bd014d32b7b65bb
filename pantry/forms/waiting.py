"""The form of the page that a phone keeps, and what a waiting line says about itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import FilterForm, FormManners, Stepper, Tiles
from pantry import catalogue
from pantry.fitness import Condition
from pantry.forms.receive import COLD_HELP, MOST
from pantry.forms.scan import LONGEST_CODE
from pantry.models import DateKind

LAST_MOMENT = 253_402_300_799_000
"""The year 9999, in milliseconds."""


class OfflineForm(FormManners, forms.Form):
    """What is in the hand, said without a server. It is never sent itself: the page's script makes lines of it."""

    code = forms.CharField(
        label=_("Code under the bars"),
        required=False,
        max_length=LONGEST_CODE,
        help_text=_("Empty for goods without a code. Reading a photo needs the network."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "enterkeyhint": "next"}),
    )
    kind = forms.ChoiceField(label=_("Kind of goods"))
    name = forms.CharField(label=_("What is it?"), max_length=160, widget=forms.TextInput({"autocomplete": "off"}))
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST, initial=1, widget=Stepper)
    weight = forms.CharField(
        label=_("Weight in kilograms"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    date_kind = forms.ChoiceField(
        label=_("Date on the packet"),
        initial=DateKind.BEST_BEFORE,
        choices=[(DateKind.BEST_BEFORE, _("Best before")), (DateKind.USE_BY, _("Use by"))],
        widget=Tiles(layout="choices choices-two"),
    )
    other_limit = forms.CharField(
        label=_("Which date?"),
        max_length=20,
        help_text=_("As on the packet: 11/26, 3 Dec, 31/12/26."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    temperature = forms.CharField(
        label=_("Temperature in °C"),
        required=False,
        max_length=8,
        help_text=COLD_HELP,
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )
    condition = forms.ChoiceField(label=_("What is wrong with it?"), choices=Condition.choices, required=False)
    undated = forms.BooleanField(label=_("No date"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (group, [(kind.code, str(kind)) for kind in kinds]) for group, kinds in catalogue.categories_by_group()
        ]
        self.offer("kind", [("", _("Choose")), *groups])


class LineForm(FilterForm):
    """When a waiting line was typed (milliseconds since 1970, by the phone's clock), and under which sign-in."""

    typed_at = forms.IntegerField(min_value=0, max_value=LAST_MOMENT)
    sign_in = forms.CharField(max_length=64)
