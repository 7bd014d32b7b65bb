"""Forms about donors: who they are, what was agreed, which two are one."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import Chips, CoopForm, FilterForm, FormManners, LongText, ManyChips, PhoneInput, Tiles
from pantry import donors
from pantry.models import Donor, DonorAgreement, Weekday

BIGGEST = 2**62
KINDS = [(value, label) for value, label in Donor.Kind.choices if value != Donor.Kind.ANONYMOUS]


class DonorFilter(FilterForm):
    """Which donors are shown, page after page."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *KINDS], required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        return {**self.cleaned_data} if self.is_valid() else {"q": "", "kind": "", "after": None}


class DonorDetailsForm(CoopForm):
    """Who they are and how to reach them. Nothing is required of a person."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=Tiles(layout="choices choices-two"))
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    contact = forms.CharField(label=_("Whom to ask for"), required=False, max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40, widget=PhoneInput)
    address = forms.CharField(
        label=_("Address"), required=False, max_length=300, help_text=_("It stands on slips and attestations.")
    )
    registration = forms.CharField(
        label=_("Registration number"), required=False, max_length=20, help_text=_("In France the SIRET.")
    )
    language = forms.ChoiceField(label=_("Writes to us in"), choices=settings.LANGUAGES, widget=Chips)
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=1000,
        widget=LongText,
        help_text=_("What helps to receive from them. The donor may ask to read it."),
    )

    @classmethod
    def showing(cls, donor: Donor | None, data: Any = None) -> "DonorDetailsForm":
        names = [name for name in cls.base_fields if name != "key"]
        return cls(data, initial={name: getattr(donor, name) for name in names} if donor else {"language": "fr"})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in donors.NAMED and not data.get("name", "").strip():
            self.add_error("name", _("Type the name of the shop, association or canteen."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class AgreementForm(CoopForm):
    """What was agreed."""

    products = forms.CharField(label=_("Which goods"), max_length=300, help_text=_("For example bread and produce."))
    starts = forms.DateField(label=_("From"), initial=clock.today)
    ends = forms.DateField(label=_("To"), required=False, help_text=_("Empty: until somebody ends it."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), choices=Weekday.choices, coerce=int, required=False, widget=ManyChips
    )
    hours = forms.CharField(label=_("At what time"), required=False, max_length=80)
    cold_chain = forms.BooleanField(label=_("Chilled or frozen goods: carried in a cool box"), required=False)
    reference = forms.CharField(label=_("Reference of the paper"), required=False, max_length=60)
    notes = forms.CharField(
        label=_("Sorting, carrying, refusing"), required=False, max_length=500, widget=LongText({"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("The last day comes before the first."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields if name != "key"}


class EndAgreementForm(CoopForm):
    """Which agreement ends today."""

    agreement = forms.ModelChoiceField(DonorAgreement.objects.all(), widget=forms.HiddenInput)


class PaperForm(FormManners, forms.Form):
    """Which paper, for which calendar year."""

    paper = forms.ChoiceField(
        label=_("Paper"), choices=[("attestation", _("Attestation of donations")), ("thanks", _("Letter of thanks"))]
    )
    year = forms.TypedChoiceField(label=_("For the year"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = clock.today().year
        self.offer("year", [(year, str(year)) for year in range(now, now - 6, -1)])


class MergeForm(CoopForm):
    """Into which donor this one goes: its number."""

    into = forms.ModelChoiceField(
        Donor.objects.known().exclude(name=""), label=_("The donor that stays"), empty_label=_("Choose")
    )

    def clean_into(self) -> int:
        return self.cleaned_data["into"].pk
