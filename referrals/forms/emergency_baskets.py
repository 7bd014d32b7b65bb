"""An emergency basket: who it is for, typed by a coordinator; and where it belongs, chosen by a social worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import CoopForm, Stepper, Tiles
from pantry.models.entitlements import CookingMeans
from referrals.identity import Identity

if TYPE_CHECKING:
    from referrals.emergency_grants import Waiting

UNSAVED = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "words"}


class EmergencyBasketForm(CoopForm):
    """As it stands on a card or is said; nothing else is asked."""

    name = forms.CharField(label=_("First name and name"), max_length=120, widget=forms.TextInput(UNSAVED))
    birth_date = forms.DateField(label=_("Birth date"), widget=forms.DateInput({"autocomplete": "off"}))
    persons = forms.IntegerField(label=_("Persons who eat"), min_value=1, max_value=12, initial=1, widget=Stepper)
    cooking = forms.ChoiceField(
        label=_("What they can cook with"), choices=CookingMeans.choices, initial="none", widget=Tiles(layout="choices")
    )

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if not 1900 < born.year < clock.today().year:
            raise forms.ValidationError(_("Check the year of birth."))
        return born

    def identity(self) -> Identity:
        said = self.cleaned_data
        return Identity(name=said["name"].strip(), birth_date=said["birth_date"])


class SettleForm(CoopForm):
    """Into which file, a new one included, or into none."""

    NEW, NONE = "new", "none"
    into = forms.ChoiceField(label=_("This basket belongs to"))

    def __init__(self, *args: Any, waiting: Waiting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        probable = [(str(file.id), f"{file.name} ({', '.join(why)})") for file, why in waiting.probable]
        known = {value for value, _label in probable}
        others = [(str(file.id), file.name) for file in waiting.files if str(file.id) not in known]
        choices: list[Any] = [(_("Probably"), probable)] if probable else []
        choices += [(self.NEW, _("A new file")), (self.NONE, _("No file: erase the name"))]
        self.offer("into", [*choices, (_("My files"), others)] if others else choices)
        self.fields["into"].initial = probable[0][0] if probable else self.NEW
