"""What is granted, until when, and when it rests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import Chips, CoopForm, ManyChips, Stepper
from pantry.models import Allergen, CookingMeans, Diet
from referrals.decisions import Period, Terms


class GrantForm(CoopForm):
    """A weekly basket: who eats, what it must respect, from, to, and when it is looked at again."""

    persons = forms.IntegerField(label=_("Persons"), min_value=1, max_value=12, initial=1, widget=Stepper)
    children_under_3 = forms.IntegerField(
        label=_("Of whom under 3 years"), min_value=0, max_value=6, initial=0, widget=Stepper
    )
    cooking = forms.ChoiceField(
        label=_("To cook with"), choices=CookingMeans.choices, initial=CookingMeans.FULL, widget=Chips
    )
    diets = forms.MultipleChoiceField(
        label=_("The basket leaves out"),
        choices=Diet.choices,
        required=False,
        widget=ManyChips,
        help_text=_("Never why."),
    )
    allergens = forms.MultipleChoiceField(
        label=_("Allergens to avoid"), choices=Allergen.choices, required=False, widget=ManyChips
    )
    consent = forms.BooleanField(
        label=_("The person agrees that this is noted"),
        required=False,
        help_text=_("Only needed for the two lists above. Deleted when the help ends."),
    )
    starts = forms.DateField(label=_("From"))
    ends = forms.DateField(label=_("To"))
    review_on = forms.DateField(label=_("Looked at again on"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("children_under_3", 0) >= cleaned.get("persons", 99):
            self.add_error("children_under_3", _("Small children are counted among the persons: there are fewer."))
        return cleaned

    def terms(self) -> Terms:
        said = self.cleaned_data
        return Terms(
            persons=said["persons"],
            children_under_3=said["children_under_3"],
            allergens=tuple(said["allergens"]),
            diets=tuple(said["diets"]),
            cooking=said["cooking"],
        )

    def period(self) -> Period:
        return Period(*(self.cleaned_data[name] for name in ("starts", "ends", "review_on")))


class EndForm(CoopForm):
    on = forms.DateField(label=_("Last day"))


class PauseForm(CoopForm):
    starts = forms.DateField(label=_("Not from"))
    ends = forms.DateField(label=_("Not until"))
