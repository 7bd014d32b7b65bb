"""Recalls: which ones are shown, what is decided, a list to read in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import Chips, CoopForm, FilterForm
from coop.web.uploads import LARGEST
from pantry.models import RecallMatch

State = RecallMatch.State


class RecallFilter(FilterForm):
    """In which state."""

    state = forms.ChoiceField(choices=State.choices, required=False)

    @property
    def wanted(self) -> str:
        return (self.cleaned_data.get("state") if self.is_valid() else "") or State.TO_CHECK


class RecallDecideForm(CoopForm):
    """The next state, with its reason."""

    state = forms.ChoiceField(label=_("What is it?"), choices=State.choices, widget=Chips)
    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("What is printed on the packet, what was done with it. No names.")
    )

    WORDS = {
        State.MATCHED: _("It is recalled"),
        State.NOT_OURS: _("It is not ours"),
        State.DONE: _("All thrown away or sent back"),
        State.TO_CHECK: _("Look at it again"),
    }

    def __init__(self, *args: Any, match: RecallMatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = RecallMatch.TRANSITIONS[State(match.state)]
        self.offer("state", [(each.value, self.WORDS[each]) for each in State if each in after])


class RecallFileForm(CoopForm):
    """The list of the authority, as downloaded."""

    file = forms.FileField(label=_("The list, as CSV or JSON"), help_text=_("From rappel.conso.gouv.fr, as it is."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large. Take a shorter period."))
        return file
