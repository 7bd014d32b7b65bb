"""Forms about collection drives, about one gift, and about the slip that goes with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import CoopForm, FilterForm, LongText
from pantry.fitness import Condition
from pantry.models import Donation, DonorAgreement, Drive, Lot, Storage

BIGGEST = 2**62
FOR_LOT = ("celsius", "condition", "refused", "why", "cost")


class AfterForm(FilterForm):
    """Where the page begins."""

    after = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)

    @property
    def number(self) -> int | None:
        return self.cleaned_data.get("after") if self.is_valid() else None


class DriveForm(CoopForm):
    """What, where, when, how much."""

    name = forms.CharField(label=_("Name of the drive"), max_length=80)
    starts = forms.DateField(label=_("First day"), initial=clock.today)
    ends = forms.DateField(label=_("Last day"))
    places = forms.CharField(
        label=_("Where people bring it"), max_length=300, help_text=_("For example the hall of building C, 8 to 10.")
    )
    goal_kilos = forms.IntegerField(label=_("Goal in kilograms"), required=False, min_value=1, max_value=1_000_000)
    goal_items = forms.IntegerField(label=_("Goal in items"), required=False, min_value=1, max_value=10_000_000)
    wanted = forms.CharField(label=_("What is wanted most"), required=False, max_length=300)
    thanks = forms.CharField(
        label=_("Words of thanks for the poster"),
        required=False,
        max_length=300,
        widget=LongText({"rows": 3}),
        help_text=_("Empty: a plain thank you. No names of people who gave or helped."),
    )

    @classmethod
    def showing(cls, drive: Drive | None, data: Any = None) -> "DriveForm":
        names = [name for name in cls.base_fields if name != "key"]
        return cls(data, initial={name: getattr(drive, name) for name in names} if drive else None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("The last day comes before the first."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class GiftDriveForm(CoopForm):
    """For which drive a gift came in."""

    drive = forms.ModelChoiceField(
        Drive.objects.all(), label=_("Came in for a drive?"), required=False, empty_label=_("For none")
    )


class AgreementChoice(forms.ModelChoiceField):
    """By the reference of the paper, else by its goods."""

    def label_from_instance(self, obj: DonorAgreement) -> str:
        return obj.reference or obj.products


class SlipForm(CoopForm):
    """What the slip says beyond what was recorded: who carried, how cold, what was refused. Everything may stay empty and be
    written by hand on the paper."""

    shop = forms.CharField(label=_("Shop, where it has several"), required=False, max_length=120)
    carrier = forms.CharField(label=_("Carried by"), required=False, max_length=120)
    vehicle = forms.CharField(
        label=_("Vehicle, cool box"),
        required=False,
        max_length=120,
        help_text=_("For example a van with two cool boxes."),
    )
    arrival = forms.DecimalField(
        label=_("Temperature at arrival, °C"),
        required=False,
        min_value=-60,
        max_value=60,
        max_digits=4,
        decimal_places=1,
    )
    agreement = AgreementChoice(
        DonorAgreement.objects.none(), label=_("Agreement"), required=False, empty_label=_("None")
    )
    refused_all = forms.CharField(
        label=_("Refused altogether, and why"), required=False, max_length=500, widget=LongText({"rows": 3})
    )

    def __init__(self, *args: Any, donation: Donation, lots: list[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = lots
        agreement = self.fields["agreement"]
        assert isinstance(agreement, forms.ModelChoiceField), "It is declared as one above."
        agreement.queryset = DonorAgreement.objects.filter(donor=donation.donor_id)
        for lot in lots:
            self._ask_about(lot)

    def _ask_about(self, lot: Lot) -> None:
        asked: dict[str, forms.Field] = {
            "condition": forms.ChoiceField(label=_("Condition"), choices=Condition.choices, required=False),
            "refused": forms.CharField(label=_("Refused of it"), required=False, max_length=40),
            "why": forms.CharField(label=_("Why refused"), required=False, max_length=120),
            "cost": forms.DecimalField(
                label=_("The donor’s own unit value, €"), required=False, min_value=0, max_digits=8, decimal_places=2
            ),
        }
        if lot.product.category.storage != Storage.SHELF:
            asked = {
                "celsius": forms.DecimalField(
                    label=_("Temperature at pick-up, °C"),
                    required=False,
                    min_value=-60,
                    max_value=60,
                    max_digits=4,
                    decimal_places=1,
                ),
                **asked,
            }
        for name, field in asked.items():
            if isinstance(field, forms.DecimalField):
                field.widget.attrs["inputmode"] = "decimal"
            self.fields[f"{name}_{lot.pk}"] = field

    def about(self) -> list[tuple[Lot, list[forms.BoundField]]]:
        """The fields of each lot, for the page."""
        names = [(lot, [f"{name}_{lot.pk}" for name in FOR_LOT]) for lot in self.lots]
        return [(lot, [self[name] for name in wanted if name in self.fields]) for lot, wanted in names]

    def said(self) -> dict[str, Any]:
        """What was typed, as plain words and numbers."""
        data = self.cleaned_data
        agreement = data.get("agreement")
        words = {name: data[name] for name in ("shop", "carrier", "vehicle", "refused_all")}
        arrival = "" if data["arrival"] is None else str(data["arrival"])
        return {**words, "arrival": arrival, "agreement": str(agreement.reference or agreement.pk) if agreement else ""}

    def said_of(self, lot: Lot) -> dict[str, str]:
        found = {name: self.cleaned_data.get(f"{name}_{lot.pk}") for name in FOR_LOT}
        return {name: "" if value is None else str(value) for name, value in found.items()}
