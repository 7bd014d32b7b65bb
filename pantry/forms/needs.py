"""Forms about what is short: promising something, choosing what is published."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import Chips, CoopForm, ManyChips, Stepper
from pantry.models import Category, Pledge

MOST = 9999
AHEAD = dt.timedelta(days=90)


class PledgeForm(CoopForm):
    """ "I bring 20 packs of pasta on Thursday." The name is a courtesy."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("What do you bring?"), empty_label=_("Choose"))
    quantity = forms.IntegerField(label=_("How much?"), min_value=1, max_value=MOST, initial=1, widget=Stepper)
    measure = forms.ChoiceField(label=_("Counted in"), choices=Pledge.Measure.choices, initial="packs", widget=Chips)
    day = forms.DateField(label=_("On which day?"))
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=80,
        help_text=_("Only if you like. It is shown to the coordinator alone, and goes 30 days after that day."),
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))
    """Nobody sees it; machines fill it in."""

    def clean_category(self) -> int:
        return self.cleaned_data["category"].pk

    def clean_day(self) -> dt.date:
        day, today = self.cleaned_data["day"], clock.today()
        if not today <= day <= today + AHEAD:
            raise forms.ValidationError(_("Choose a day from today on, at most three months ahead."))
        return day

    @property
    def is_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("category", "quantity", "measure", "day", "name")}


class NoticeForm(CoopForm):
    """Which kinds of goods are published, and a sentence of one's own."""

    line = forms.CharField(
        label=_("A line of your own"),
        required=False,
        max_length=200,
        help_text=_("For example: we open on Thursday from 4 to 6. Never about the people who receive."),
    )
    categories = forms.TypedMultipleChoiceField(label=_("What is published"), coerce=int, widget=ManyChips)

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("categories", offered)
