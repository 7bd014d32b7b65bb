"""What volunteers, coordinators and programme leads type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web import clock
from coop.web.forms import CoopForm, FilterForm
from volunteers import distribution_days
from volunteers.models import GATES, Activity, Shift, ShiftKind
from volunteers.models.hours import DECLARABLE


def at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


class TapForm(CoopForm):
    """A form that is one button."""


class DecisionForm(CoopForm):
    """A decision about somebody; the verb says when it needs a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CodeForm(CoopForm):
    """The code at the room."""

    code = forms.CharField(
        label=_("Code on the screen in the room"),
        min_length=4,
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input"}
        ),
    )


class DeclareForm(CoopForm):
    """Time worked outside a shift."""

    activity = forms.ChoiceField(label=_("What was it?"), choices=[(a.value, a.label) for a in DECLARABLE])
    title = forms.CharField(
        label=_("What did you do?"), max_length=120, help_text=_("A few words. For example: posters for the drive.")
    )
    day = forms.DateField(label=_("Day"))
    starts = forms.TimeField(label=pgettext_lazy("time", "From"))
    ends = forms.TimeField(label=pgettext_lazy("time", "To"))

    def verb_input(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "activity": Activity(data["activity"]),
            "title": data["title"],
            "starts_at": at(data["day"], data["starts"]),
            "ends_at": at(data["day"], data["ends"]),
        }


class PlacesFields(forms.Form):
    """How many people, and whether one of them must be experienced."""

    minimum = forms.IntegerField(label=_("At least"), min_value=0, max_value=100, initial=1)
    maximum = forms.IntegerField(label=pgettext_lazy("on a shift", "Places"), min_value=1, max_value=100, initial=4)
    needs_experienced = forms.BooleanField(
        label=_("At least one experienced person"),
        required=False,
        initial=True,
        help_text=_("The last place is kept until somebody experienced has signed up."),
    )
    needs = forms.ChoiceField(
        label=_("Only for who is trained for"),
        required=False,
        choices=[("", _("No training needed")), *[(gate.value, gate.label) for gate in GATES]],
    )


class ShiftForm(PlacesFields, CoopForm):
    """One dated shift."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ShiftKind.choices)
    title = forms.CharField(label=_("What people do"), max_length=80)
    place = forms.CharField(label=_("Place"), max_length=80)
    day = forms.DateField(label=_("Day"))
    starts = forms.TimeField(label=pgettext_lazy("time", "From"))
    ends = forms.TimeField(label=pgettext_lazy("time", "To"))

    distribution = forms.TypedChoiceField(
        label=_("Distribution"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Only for the kind “Distribution”. The roster shows which one."),
    )

    field_order = [
        "kind",
        "distribution",
        "title",
        "place",
        "day",
        "starts",
        "ends",
        "minimum",
        "maximum",
        "needs_experienced",
        "needs",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = distribution_days.coming()
        kept = self.initial.get("distribution")
        if kept and kept not in dict(days):
            days = [*distribution_days.named([kept]).items(), *days]
        self.fields["distribution"].choices = [("", _("None in particular")), *days]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("distribution") and data.get("kind", ShiftKind.DISTRIBUTION) != ShiftKind.DISTRIBUTION:
            self.add_error("distribution", _("Only a shift of the kind “Distribution” belongs to one."))
        return data

    def verb_input(self) -> dict[str, Any]:
        plain = ("title", "place", "minimum", "maximum", "needs_experienced", "needs")
        data = {name: self.cleaned_data[name] for name in plain}
        data["starts_at"] = at(self.cleaned_data["day"], self.cleaned_data["starts"])
        data["ends_at"] = at(self.cleaned_data["day"], self.cleaned_data["ends"])
        data["distribution_id"] = self.cleaned_data.get("distribution")
        if "kind" in self.fields:
            data["kind"] = self.cleaned_data["kind"]
        return data


class AmendForm(ShiftForm):
    """The same, for a shift that exists: its kind stays."""

    kind = None  # type: ignore[assignment]

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.values_of(shift), **kwargs)
        if shift.kind != ShiftKind.DISTRIBUTION:
            del self.fields["distribution"]

    @staticmethod
    def values_of(shift: Shift) -> dict[str, Any]:
        starts, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        return {
            "distribution": shift.distribution_id,
            "title": shift.title,
            "place": shift.place,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "minimum": shift.minimum,
            "maximum": shift.maximum,
            "needs_experienced": shift.needs_experienced,
            "needs": shift.needs,
        }


class PatternForm(PlacesFields, CoopForm):
    """A shift that comes back every week."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ShiftKind.choices)
    title = forms.CharField(label=_("What people do"), max_length=80)
    place = forms.CharField(label=_("Place"), max_length=80)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int)
    starts = forms.TimeField(label=pgettext_lazy("time", "From"))
    ends = forms.TimeField(label=pgettext_lazy("time", "To"))
    first_day = forms.DateField(label=_("First day"))
    last_day = forms.DateField(label=_("Last day"), required=False)

    field_order = [
        "kind",
        "title",
        "place",
        "weekday",
        "starts",
        "ends",
        "first_day",
        "last_day",
        "minimum",
        "maximum",
        "needs_experienced",
        "needs",
    ]

    def verb_input(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class CorrectionForm(CoopForm):
    """What really happened, and why the marks said otherwise."""

    CAME, ABSENT, EXCUSED, UNKNOWN = "came", "absent", "excused", "unknown"

    what = forms.ChoiceField(
        label=_("What really happened?"),
        choices=[
            (CAME, _("Came")),
            (ABSENT, _("Absent")),
            (EXCUSED, _("Excused")),
            (UNKNOWN, pgettext_lazy("a presence", "Not known")),
        ],
    )
    arrived = forms.TimeField(label=_("Arrived at"), required=False)
    left = forms.TimeField(label=_("Left at"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Why it is corrected. No health details."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what") == self.CAME:
            for name in ("arrived", "left"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Give the time."))
        return data

    def moment(self, name: str, day: date) -> datetime:
        return at(day, self.cleaned_data[name])


class DayFilter(FilterForm):
    """Which day a list shows; today when it says nothing sensible."""

    day = forms.DateField(label=_("Day"), required=False)

    def chosen(self) -> date:
        return (self.cleaned_data.get("day") if self.is_valid() else None) or clock.today()


class AfterFilter(FilterForm):
    """Where the next page of a list begins (a number shown on the page before)."""

    after = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    def chosen(self) -> int | None:
        return self.cleaned_data.get("after") if self.is_valid() else None


class WeekFilter(FilterForm):
    """From which day a list of shifts begins; not before today for those who sign up."""

    since = forms.DateField(label=_("From"), required=False)

    def chosen(self) -> date:
        wanted = self.cleaned_data.get("since") if self.is_valid() else None
        latest = clock.today() + timedelta(days=366)
        return min(max(wanted or clock.today(), clock.today()), latest)


class _Ticks(forms.TypedMultipleChoiceField):
    """Row numbers; which of them the person may touch is asked of the database."""

    def valid_value(self, value: Any) -> bool:
        text = str(value)
        return text.isascii() and text.isdigit() and len(text) < 19


class TicksForm(CoopForm):
    """The ticked rows of a list, at most a page of them."""

    PAGE = 25

    chosen = _Ticks(
        coerce=int, error_messages={"required": _("Tick at least one row."), "invalid_choice": _("Reload the page.")}
    )

    def clean_chosen(self) -> list[int]:
        return sorted(set(self.cleaned_data["chosen"]))[: self.PAGE]
