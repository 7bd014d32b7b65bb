"""What is chosen about a statement: the year, and what its page shows to whoever scans it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.school.years import school_year_of
from coop.web import clock
from coop.web.forms import CoopForm
from volunteers.models import StatementPage
from volunteers.wording import year_in_words


def _year_choices() -> list[tuple[int, str]]:
    this = school_year_of(clock.today())
    return [(year, year_in_words(year)) for year in (this, this - 1)]


class StatementForm(CoopForm):
    """A statement to be issued."""

    school_year = forms.TypedChoiceField(label=_("School year"), choices=_year_choices, coerce=int, required=False)
    shows = forms.MultipleChoiceField(
        label=_("Whoever scans the code on it also sees"),
        choices=StatementPage.Shows.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: the number, the day and the hours. You can close the page at any time."),
    )

    def verb_input(self) -> dict[str, Any]:
        year = self.cleaned_data["school_year"] or school_year_of(clock.today())
        return {"school_year": year, "shows": self.cleaned_data["shows"]}
