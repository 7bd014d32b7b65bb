"""What is typed about learning: the volunteer's note, the supervisor's appraisal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, LongText, Scale
from volunteers.models import Level, Outcome

LONGEST = 12_000


class NoteForm(CoopForm):
    """The note, and which version of it the page was opened with."""

    text = forms.CharField(
        label=_("My note"),
        max_length=LONGEST,
        strip=False,
        required=False,
        widget=LongText(attrs={"rows": 14}),
        help_text=_("At least 50 words. About your work: no names, nothing private."),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class AppraisalForm(CoopForm):
    """What was seen of each learning outcome."""

    comment = forms.CharField(
        label=_("In a sentence or two"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by the volunteer and the programme lead. Only about the work."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for outcome in Outcome:
            self.fields[outcome.value] = forms.ChoiceField(label=outcome.label, choices=Level.choices, widget=Scale())
        self.order_fields([*Outcome.values, "comment"])

    def verb_input(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"levels": {each.value: data[each.value] for each in Outcome}, "comment": data["comment"]}
