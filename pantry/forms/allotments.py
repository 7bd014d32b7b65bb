"""What may be granted: a kind, a name, a number, from–to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import Chips, CoopForm
from pantry.models import Allotment

MOST = 9999


class AllotmentForm(CoopForm):
    """A new one."""

    kind = forms.ChoiceField(label=_("What"), choices=Allotment.Kind.choices, initial="tickets", widget=Chips)
    label = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As the person will read it: a cinema, a shop, a shelf.")
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    starts = forms.DateField(label=_("From"), initial=clock.today)
    ends = forms.DateField(label=_("To"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("starts") and said.get("ends") and said["ends"] < max(said["starts"], clock.today()):
            self.add_error("ends", _("The last day comes after the first, and not before today."))
        return said

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "label", "quantity", "starts", "ends")}


class ChangeAllotmentForm(CoopForm):
    """Another name, number or end; the kind and the first day stay."""

    label = forms.CharField(label=_("Name"), max_length=80)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)
    ends = forms.DateField(label=_("To"))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("label", "quantity", "ends")}
