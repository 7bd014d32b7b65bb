"""A learner's file: who somebody is, who reads it, where they also work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.vault import blind
from coop.web import clock
from coop.web.forms import CoopForm, FilterForm, PhoneInput, TileList, Tiles
from referrals.authorities import Told
from referrals.identity import Identity
from referrals.models import AuthorityReport
from referrals.models.requests import Channel

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

UNREADABLE_PHONE = _("This is no phone number. Type it like 06 12 34 56 78.")


def reached_by(label: _StrOrPromise) -> forms.ChoiceField:
    """How somebody wants to be reached: one of the three ways."""
    return forms.ChoiceField(
        label=label, choices=Channel.choices, initial=Channel.SMS, widget=Tiles(layout="choices-fill")
    )


KNOWN = ("name", "phone", "email", "birth_date", "class_name", "number")


class IdentityForm(CoopForm):
    """Who somebody is, for a file without a request and for corrections."""

    name = forms.CharField(label=_("First name and name"), max_length=120)
    birth_date = forms.DateField(label=_("Birth date"), required=False)
    class_name = forms.CharField(label=_("Class"), max_length=80, required=False)
    number = forms.CharField(
        label=_("Learner number"),
        help_text=_("As the school’s exports write it. It finds the right person, never shown elsewhere."),
        max_length=30,
        required=False,
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, widget=PhoneInput)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("With an address the person can open their own page.")
    )
    reach_by = reached_by(_("Reached by"))

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not blind.norm_phone(phone):
            raise forms.ValidationError(UNREADABLE_PHONE)
        return phone

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if born and not 1900 < born.year <= clock.today().year:
            raise forms.ValidationError(_("Check the year of birth."))
        return born

    def identity(self) -> Identity:
        said = self.cleaned_data
        return Identity(**{name: said[name] for name in KNOWN})


class VolunteerForm(CoopForm):
    number = forms.IntegerField(label=_("Their number as a volunteer"), required=False, min_value=1)


class EmergencyForm(CoopForm):
    """Who it is, told well enough for one file to be meant, and why it cannot wait."""

    name = forms.CharField(label=_("First name and name"), max_length=120)
    birth_date = forms.DateField(label=_("Birth date"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, widget=PhoneInput)
    reason = forms.CharField(
        label=_("Why you must open it now"),
        min_length=20,
        max_length=2000,
        help_text=_("Which danger for which minor, and why the colleague cannot be reached. Kept sealed in the file."),
        widget=forms.Textarea({"rows": 4}),
    )

    def identity(self) -> Identity:
        said = self.cleaned_data
        return Identity(name=said["name"].strip(), phone=said["phone"].strip(), birth_date=said["birth_date"])


class ColleagueForm(CoopForm):
    """Which other social worker."""

    colleague = forms.TypedChoiceField(label=_("With"), coerce=int)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("colleague", colleagues)


class TraineeForm(ColleagueForm):
    """Which colleague in training."""

    colleague = forms.TypedChoiceField(label=_("Who is in training"), coerce=int)


class AuthorityForm(CoopForm):
    """Whom one told, when, what, and why the law lets one do it."""

    ground = forms.ChoiceField(label=_("Ground"), choices=AuthorityReport.Ground.choices, widget=TileList)
    authority = forms.CharField(
        label=_("Who was told"), max_length=120, help_text=_("The service, and the person if you know the name.")
    )
    reported_on = forms.DateField(label=_("On"), initial=clock.today)
    what = forms.CharField(
        label=_("What was told"),
        max_length=4000,
        help_text=_("The facts, as you gave them."),
        widget=forms.Textarea({"rows": 5}),
    )
    reference = forms.CharField(
        label=_("Reference"), max_length=80, required=False, help_text=_("Number of the letter or of the call.")
    )

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(*(said[name].strip() for name in ("authority", "what", "reference")))


class FindForm(FilterForm):
    """The beginning of a name, some digits of a phone number, or the number of a basket. Writes nothing."""

    wanted = forms.CharField(
        label=_("Find a file"),
        min_length=2,
        max_length=80,
        help_text=_("Beginning of a name, digits of a phone number, or a basket number."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
