"""Which bags left by the printed sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, ManyChips


class SheetForm(CoopForm):
    """Ticks, as they stand on the paper."""

    numbers = forms.TypedMultipleChoiceField(label=_("Which bags are ticked?"), coerce=int, widget=ManyChips)

    def __init__(self, *args: Any, waiting: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].error_messages["required"] = _("Choose at least one bag.")
        self.offer("numbers", [(number, f"{number:02}") for number in waiting])
