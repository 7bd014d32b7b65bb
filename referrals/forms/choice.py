"""What comes in place of one line of the bag."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, Tiles
from pantry.choice import Item

NOTHING = "nothing"


class InsteadForm(CoopForm):
    instead = forms.ChoiceField(
        label=_("Instead"),
        widget=Tiles(layout="choices-list"),
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Somebody was faster: this is gone. Choose something else."),
        },
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(str(other.product), other.words) for other in item.others]
        self.offer("instead", [*others, (NOTHING, _("Nothing in its place"))])
