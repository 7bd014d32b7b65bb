"""Another moment to come."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, Tiles
from coop.web.wording import clock
from pantry.arrivals import Moments


class MomentForm(CoopForm):
    """The moments that have room; no reason is asked."""

    to = forms.ChoiceField(
        label=_("Come at"),
        widget=Tiles(layout="choices-list"),
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Somebody was faster: this moment is full. Choose another one."),
        },
    )

    def __init__(self, *args: Any, moments: Moments, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", [(f"{moment:%H:%M}", clock(moment)) for moment in moments.free])

    def moment(self) -> time:
        return time.fromisoformat(self.cleaned_data["to"])
