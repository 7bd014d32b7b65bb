"""What a programme lead types about claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from volunteers.forms import DecisionForm


class JuryForm(DecisionForm):
    """A decision, and the day on which the jury met when the rule needs one."""

    jury_on = forms.DateField(label=_("The jury met on"), required=False)

    field_order = ["jury_on", "reason"]

    def __init__(self, *args: Any, needs_jury: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_jury:
            del self.fields["jury_on"]

    def clean_jury_on(self) -> Any:
        day = self.cleaned_data["jury_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This day lies ahead. Decide after the jury has met."))
        return day

    def verb_input(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "jury_on": self.cleaned_data.get("jury_on")}
