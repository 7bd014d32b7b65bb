"""Temperatures: one number for a thumb, the rest only when it is needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web.errors import Refusal
from coop.web.forms import Chips, CoopForm, ManyChips, ManyRows
from pantry import degrees
from pantry.models import Weekday
from pantry.models.hygiene import Appliance, ColdAlarm, ColdDecision, Part, Temperature

BELOW, ABOVE = "-", "+"


class DegreesForm(CoopForm):
    """A number and its sign: the keyboards of telephones have no minus. A freezer begins below zero."""

    degrees = forms.CharField(
        label=_("Degrees"), max_length=10, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    )
    sign = forms.ChoiceField(
        label=pgettext_lazy("plus or minus", "Sign"), choices=[(BELOW, "−"), (ABOVE, "+")], widget=Chips, required=False
    )

    def __init__(self, *args: Any, appliance: Appliance, **kwargs: Any) -> None:
        self.usual = BELOW if appliance.highest < 0 else ABOVE
        super().__init__(*args, **{**kwargs, "initial": {"sign": self.usual, **kwargs.get("initial", {})}})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("degrees") and "sign" in said:
            below = (said["sign"] or self.usual) == BELOW
            try:
                said["tenths"] = degrees.typed_tenths(said["degrees"], below_zero=below)
            except Refusal as refusal:
                self.add_error("degrees", refusal.message)
        return said


class ReadForm(DegreesForm):
    """The thermometer of one appliance, now. The part of the day is that of the moment when the page was opened."""

    part = forms.ChoiceField(choices=Part.choices, widget=forms.HiddenInput)
    power_cut = forms.ChoiceField(
        label=_("Did the power go off while nobody was here?"), choices=Temperature.PowerCut.choices, widget=Chips
    )

    def __init__(self, *args: Any, asks_power_cut: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_power_cut:
            del self.fields["power_cut"]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"tenths": data["tenths"], "part": data["part"], "power_cut": data.get("power_cut", "")}


class LateForm(DegreesForm):
    """A temperature of an earlier day."""

    day = forms.DateField(label=_("Day"))
    part = forms.ChoiceField(label=_("When"), choices=Part.choices, widget=Chips, initial=Part.MORNING)
    words = forms.CharField(
        label=_("Where does it come from?"),
        max_length=200,
        initial=_("The sheet on the door"),
        help_text=_("The record says that it was typed later, and when."),
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("day", "part", "tenths", "words")}


class CorrectForm(DegreesForm):
    """What it should have been, and why."""

    words = forms.CharField(label=_("Why?"), max_length=200, help_text=_("Both stay in the record."))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("tenths", "words")}


class LimitsForm(CoopForm):
    """Between which temperatures, and on which days somebody reads."""

    lowest = forms.CharField(
        label=_("Lowest"), max_length=10, required=False, help_text=_("Empty for a freezer: it can't be too cold.")
    )
    highest = forms.CharField(
        label=_("Highest"), max_length=10, help_text=_("4 for a fridge, −18 for a freezer, as the law has it.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Read on"),
        coerce=int,
        choices=Weekday.choices,
        widget=ManyChips,
        help_text=_("Twice on each of these days, and on days with a distribution. Never on closed days."),
    )

    def clean_lowest(self) -> int | None:
        return self._tenths("lowest") if self.cleaned_data["lowest"] else None

    def clean_highest(self) -> int:
        return self._tenths("highest")

    def _tenths(self, name: str) -> int:
        try:
            return degrees.typed_tenths(self.cleaned_data[name])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("lowest", "highest", "weekdays")}


class AnswerForm(CoopForm):
    """What was done about it."""

    measures = forms.MultipleChoiceField(
        label=_("What was done?"),
        choices=[each for each in ColdAlarm.Measure.choices if each[0] != ColdAlarm.Measure.MISREAD],
        widget=ManyChips,
        error_messages={"required": _("Choose at least one. “Something else” is an answer too.")},
    )
    words = forms.CharField(label=_("In words"), max_length=300, required=False, help_text=_("No names."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if ColdAlarm.Measure.OTHER in said.get("measures", []) and not said.get("words", "").strip():
            self.add_error("words", _("Say what was done."))
        return said


class DecideForm(CoopForm):
    """What becomes of some lots."""

    lots = forms.TypedMultipleChoiceField(
        label=_("Which?"),
        coerce=int,
        widget=ManyRows,
        error_messages={"required": _("Choose at least one.")},
    )
    what = forms.ChoiceField(label=_("What becomes of it?"), choices=ColdDecision.What.choices, widget=Chips)
    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("Look, smell, feel: what did you find? No names.")
    )

    def __init__(self, *args: Any, lots: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("lots", lots)


class RecordForm(CoopForm):
    """Which month is printed."""

    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", label=_("Month"))

    def params(self) -> dict[str, str]:
        return {"month": f"{self.cleaned_data['month']}-01"}
