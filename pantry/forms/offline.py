"""What a device sends when the network is back, and how a coordinator settles what it said."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CodeInput, CoopForm, FilterForm, FormManners
from pantry.forms.waiting import LAST_MOMENT
from pantry.models import DeskConflict


class OfflineCodeForm(FormManners, forms.Form):
    """The field of the page that a device keeps. It is never sent: the page opens a letter with it."""

    code = forms.CharField(
        label=_("Code of the person"), max_length=20, widget=CodeInput({"class": "form-control code-input"})
    )


class ReadyForm(FilterForm):
    """A device that had letters before says so, and gets them anew."""

    device = forms.UUIDField(required=False)


class LeftForm(FilterForm):
    """A bag that left: what the letter said, and when, in milliseconds by the device's clock."""

    key = forms.UUIDField()
    token = forms.CharField(max_length=300)
    handed_at = forms.IntegerField(min_value=0, max_value=LAST_MOMENT)

    def clean_handed_at(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.cleaned_data["handed_at"] / 1000, dt.UTC)


class WrongForm(FilterForm):
    """A wrong code that was typed on a device. Which one, nobody keeps."""

    key = forms.UUIDField()
    device = forms.UUIDField()


class SettleForm(CoopForm):
    """What a coordinator found out."""

    answer = forms.ChoiceField(choices=DeskConflict.Answer.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].error_messages["required"] = _("Choose what happened.")
