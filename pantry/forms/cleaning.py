"""The cleaning rota: something to clean, and the day it was done for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, ManyChips
from pantry.models import Weekday


class CleaningForm(CoopForm):
    """What, on which days."""

    name = forms.CharField(label=_("What is cleaned?"), max_length=80)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        coerce=int,
        choices=Weekday.choices,
        widget=ManyChips,
        help_text=_("Never on closed days."),
    )


class TurnForm(CoopForm):
    """Done, for this day."""

    day = forms.DateField(widget=forms.HiddenInput)
