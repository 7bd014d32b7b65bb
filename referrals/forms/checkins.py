"""A word about a bag that was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import wording
from coop.web.forms import CoopForm, FilterForm, Tiles
from referrals.check_ins import Word
from referrals.models import CheckIn

HIGHEST = 999


class BagForm(FilterForm):
    """The number that the desk puts into the address."""

    number = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST)


class CheckInForm(CoopForm):
    """Which bag, and what there is to say: something of the three at least."""

    day = forms.TypedChoiceField(label=_("Handed over"), coerce=int, widget=Tiles(layout="choices-list"))
    number = forms.IntegerField(
        label=_("Number of the bag"),
        min_value=1,
        max_value=HIGHEST,
        widget=forms.NumberInput({"autocomplete": "off", "class": "num"}),
    )
    mood = forms.ChoiceField(
        label=_("How are they doing?"),
        choices=CheckIn.Mood.choices,
        required=False,
        widget=Tiles(layout="choices-fill"),
    )
    wants_to_talk = forms.BooleanField(label=_("They want to talk"), required=False)
    sentence = forms.CharField(
        label=_("One sentence, if it helps"),
        required=False,
        max_length=200,
        help_text=_("What you saw or heard. No illness, no name."),
        widget=forms.Textarea({"rows": 2, "data-look": ""}),
    )

    def __init__(self, *args: Any, days: Sequence[tuple[int, date]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("day", [(number, wording.day(day)) for number, day in days])
        self.fields["day"].initial = days[0][0] if days else None
        if len(days) == 1:
            self.fields["day"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("mood") or said.get("wants_to_talk") or said.get("sentence")):
            self.add_error("mood", _("Say how they are doing, or that they want to talk, or write a sentence."))
        return said

    def word(self) -> Word:
        said = self.cleaned_data
        return Word(mood=said["mood"], wants_to_talk=said["wants_to_talk"], sentence=said["sentence"].strip())
