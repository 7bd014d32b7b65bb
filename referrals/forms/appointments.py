"""A time with a learner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coop.web import clock, wording
from coop.web.forms import CoopForm, Tiles
from referrals.appointments import Slot
from referrals.models import Appointment

TAKEN = _("This time has just been taken. Choose another one.")


def by_day(slots: Sequence[Slot]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Times as the choices of a list, under their days."""
    days = groupby(slots, key=lambda slot: timezone.localdate(slot.starts_at))
    return [
        (capfirst(wording.day(day)), [(slot.value, wording.clock(slot.starts_at)) for slot in found])
        for day, found in days
    ]


class BookForm(CoopForm):
    """One of the free times, or, where none suits, a day and an hour."""

    slot = forms.ChoiceField(
        label=_("A free time"),
        required=False,
        help_text=_("The next four weeks, without days away."),
        error_messages={"invalid_choice": TAKEN},
    )
    day = forms.DateField(label=_("Or another day"), required=False)
    at = forms.TimeField(label=_("Hour"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=180, initial=30)
    mode = forms.ChoiceField(
        label=_("How"), choices=Appointment.Mode.choices, initial="office", widget=Tiles(layout="choices-fill")
    )

    def __init__(self, *args: Any, slots: Sequence[Slot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.value: slot for slot in slots}
        self.offer("slot", [("", _("Another time")), *by_day(slots)])
        self.fields["slot"].initial = next(iter(self.slots), "")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors or said["slot"]:
            return said
        for name in ("day", "at"):
            if not said[name]:
                self.add_error(name, _("Choose a free time, or give a day and an hour."))
        if not self.errors and said["day"] < clock.today():
            self.add_error("day", _("This day is over."))
        return said

    def time(self) -> tuple[datetime, int]:
        """When, and for how many minutes."""
        said = self.cleaned_data
        if chosen := self.slots.get(said["slot"]):
            return chosen.starts_at, chosen.minutes
        return timezone.make_aware(datetime.combine(said["day"], said["at"])), said["minutes"]
