"""Days that are not as usual, as a social worker says them."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web import clock
from coop.web.forms import CoopForm, Tiles

LONGEST = timedelta(days=92)
AWAY, THERE = "away", "there"


class ExceptionForm(CoopForm):
    """Away on a day or some days, or there for once with hours."""

    kind = forms.ChoiceField(
        label=_("I am"),
        choices=[(AWAY, _("Away")), (THERE, _("There for once"))],
        initial=AWAY,
        widget=Tiles(layout="choices-two"),
    )
    first = forms.DateField(label=_("On this day"))
    last = forms.DateField(label=_("Last day, if several"), required=False)
    starts = forms.TimeField(label=pgettext_lazy("hours", "From"), required=False)
    ends = forms.TimeField(label=pgettext_lazy("hours", "To"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and first < clock.today():
            self.add_error("first", _("This day is over."))
        elif first and said.get("kind") == AWAY and last and not first <= last <= first + LONGEST:
            self.add_error("last", _("The last day comes after the first, three months later at most."))
        if said.get("kind") == THERE:
            starts, ends = said.get("starts"), said.get("ends")
            if not (starts and ends and starts < ends):
                self.add_error("ends", _("Give both times, the later one second."))
        return said

    def days(self) -> tuple[date, date]:
        said = self.cleaned_data
        return said["first"], said["last"] or said["first"]

    def hours(self) -> tuple[time, time] | None:
        """None for a day away."""
        said = self.cleaned_data
        return (said["starts"], said["ends"]) if said["kind"] == THERE else None


class StretchForm(CoopForm):
    """The days of one line of the list."""

    first = forms.DateField()
    last = forms.DateField()
