"""What a programme lead types about claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import FilterForm
from volunteers.forms import DecisionForm, TicksForm


def _not_ahead(day: date | None) -> date | None:
    if day and day > clock.today():
        raise forms.ValidationError(_("This day lies ahead. Decide after the jury has met."))
    return day


class JuryForm(DecisionForm):
    """A decision, and the day on which the jury met when the rule needs one."""

    jury_on = forms.DateField(label=_("The jury met on"), required=False)

    field_order = ["jury_on", "reason"]

    def __init__(self, *args: Any, needs_jury: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_jury:
            del self.fields["jury_on"]

    def clean_jury_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["jury_on"])

    def verb_input(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "jury_on": self.cleaned_data.get("jury_on")}


class BatchForm(TicksForm):
    """The ticked claims, one decision for all of them."""

    ACCEPT, REFUSE = "accept", "refuse"

    decision = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])
    jury_on = forms.DateField(label=_("The jury met on"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A refusal needs one. Each volunteer reads it."),
    )

    def clean_jury_on(self) -> date | None:
        return _not_ahead(self.cleaned_data["jury_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == self.REFUSE and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why: each volunteer reads it."))
        return data


class ReviewFilter(FilterForm):
    """Which of my programmes, and where the next page begins."""

    programme = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    after = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    def read(self) -> tuple[int | None, int | None]:
        self.is_valid()
        return self.cleaned_data.get("programme"), self.cleaned_data.get("after")


class PastYearFilter(FilterForm):
    """A school year, and the form of the file. This year when the address says nothing sensible."""

    school_year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    form = forms.ChoiceField(required=False, choices=[("csv", "CSV"), ("xlsx", "XLSX")])

    def year(self) -> int | None:
        self.is_valid()
        return self.cleaned_data.get("school_year")

    def file(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("form") or "csv"
