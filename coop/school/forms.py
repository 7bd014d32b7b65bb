"""What is typed about the school."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coop.school import closures
from coop.school.countries import COUNTRIES
from coop.school.models import Partner, PresencePattern, School, Weekday
from coop.web.forms import CoopForm, FilterForm, ManyChips, PhoneInput, TileList

DAYS = [day for day in Weekday if day != Weekday.SUNDAY]


class NamesForm(CoopForm):
    """The first step of set-up, and the top of the settings."""

    name = forms.CharField(label=_("Name of the school"), max_length=120)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    country = forms.ChoiceField(
        label=_("Country"), choices=COUNTRIES, initial=School.COUNTRY, help_text=_("Its public holidays are left out.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages offered"), choices=settings.LANGUAGES, widget=ManyChips, initial=["fr", "en"]
    )
    contact_email = forms.EmailField(label=_("Address of the pantry"), required=False)
    emergency_contacts = forms.CharField(
        label=_("Where to turn in an emergency"),
        help_text=_("One contact a line: who, number, hours."),
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class SettingsForm(NamesForm):
    subdivision = forms.ChoiceField(
        label=_("Region"),
        required=False,
        help_text=_("Where it has public holidays of its own. After another country is kept, its regions are offered."),
    )
    desk_by_volunteers = forms.BooleanField(
        label=_("Volunteers may hand baskets over"),
        help_text=_(
            "Otherwise staff stands at the desk, and volunteers pack. Volunteers need a training that opens the desk first."
        ),
        required=False,
    )
    k_inside = forms.IntegerField(
        label=_("Smallest count shown inside the school"),
        min_value=3,
        max_value=50,
        help_text=_("5 unless you have a reason."),
    )
    k_outside = forms.IntegerField(
        label=_("Smallest count shown outside"), min_value=3, max_value=50, help_text=_("11 unless you have a reason.")
    )
    retention_months = forms.IntegerField(
        label=_("Months a file is kept after the last contact"),
        min_value=1,
        max_value=60,
        help_text=_("Files that end sooner by a change are announced first, and go a month later."),
    )
    emergency_basket_days = forms.IntegerField(
        label=_("Days between two emergency baskets of one person"),
        min_value=1,
        max_value=366,
        help_text=_("A coordinator gives them while no social worker is there. 30 unless you have a reason."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_country = self.initial.get("country", School.COUNTRY)
        parts = closures.regions(self.kept_country)
        self.order_fields(["name", "city", "country", "subdivision"])
        self.offer("subdivision", [("", _("The whole country")), *parts])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("country") != self.kept_country:
            values["subdivision"] = ""
        if values.get("k_inside", 0) > values.get("k_outside", 50):
            self.add_error("k_outside", _("Outside, the smallest count cannot be lower than inside."))
        return values

    @classmethod
    def showing(cls, row: School, data: Any = None) -> SettingsForm:
        return cls(data, initial=_as_kept(cls, row))


def _as_kept(form: type[forms.Form], row: School) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields if name != "key"}


class ControllerForm(CoopForm):
    """Who answers for the data: what only the school can say in its papers. Whatever is left empty is open in the papers too."""

    controller = forms.CharField(
        label=_("Who answers for the data"),
        help_text=_("The body that runs the school, with its address: the controller of the GDPR."),
        max_length=200,
        required=False,
    )
    represented_by = forms.CharField(
        label=_("Represented by"),
        help_text=_("A function is enough: the head of the school."),
        max_length=120,
        required=False,
    )
    data_protection_contact = forms.CharField(
        label=_("Data protection officer"),
        help_text=_("Name or function, and how to reach them. Learners read it in the notice."),
        max_length=200,
        required=False,
    )
    legal_ground = forms.ChoiceField(
        label=_("Why the school may keep these data"),
        help_text=_("Usually the first. The data protection officer decides with the head of the school."),
        choices=School.Ground.choices,
        widget=TileList,
        required=False,
    )
    authority = forms.CharField(
        label=_("Where to complain"),
        help_text=_("The supervisory authority of your country."),
        max_length=200,
        required=False,
    )
    host = forms.CharField(
        label=_("Who runs the server"), help_text=_("And in which country it stands."), max_length=200, required=False
    )
    mail_host = forms.CharField(
        label=_("Who carries the mails"), help_text=_("And in which country."), max_length=200, required=False
    )

    @classmethod
    def showing(cls, row: School, data: Any = None) -> ControllerForm:
        return cls(data, initial=_as_kept(cls, row))


class StretchForm(CoopForm):
    """A term, holidays, a bridge day: the same three answers."""

    name = forms.CharField(label=_("Name"), max_length=60)
    starts = forms.DateField(label=_("First day"))
    ends = forms.DateField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("starts") and values.get("ends") and values["ends"] < values["starts"]:
            self.add_error("ends", _("The last day comes before the first."))
        return values


class PresenceForm(CoopForm):
    """The week of a social worker: for each day one stretch, empty when she is not there."""

    slot_minutes = forms.IntegerField(label=_("Minutes for each person"), min_value=10, max_value=180, initial=45)

    def __init__(self, *args: Any, patterns: list[PresencePattern] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = {row.weekday: row for row in patterns or []}
        for day in DAYS:
            row = there.get(day)
            self.fields[f"from_{day}"] = forms.TimeField(
                label=_("%(day)s, from") % {"day": day.label}, required=False, initial=row and row.from_time
            )
            self.fields[f"to_{day}"] = forms.TimeField(
                label=_("%(day)s, to") % {"day": day.label}, required=False, initial=row and row.to_time
            )
            for name in (f"from_{day}", f"to_{day}"):
                self.fields[name].widget = forms.TimeInput(
                    {"type": "time", "step": 300, "class": "form-control"}, format="%H:%M"
                )
        if patterns:
            self.fields["slot_minutes"].initial = patterns[0].slot_minutes

    def days(self) -> list[tuple[str, Any, Any]]:
        return [(str(day.label), self[f"from_{day}"], self[f"to_{day}"]) for day in DAYS]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for day in DAYS:
            start, end = values.get(f"from_{day}"), values.get(f"to_{day}")
            if bool(start) != bool(end) or (start and end and end <= start):
                self.add_error(f"to_{day}", _("Give both times, the later one second."))
        return values

    def patterns(self) -> list[PresencePattern]:
        values, rows = self.cleaned_data, []
        for day in DAYS:
            start: time | None = values.get(f"from_{day}")
            if start:
                end, minutes = values[f"to_{day}"], values["slot_minutes"]
                rows.append(PresencePattern(weekday=day, from_time=start, to_time=end, slot_minutes=minutes))
        return rows


class AwayForm(CoopForm):
    day = forms.DateField(label=_("Day"))


class PartnerForm(CoopForm):
    """One entry of the directory."""

    name = forms.CharField(label=_("Name"), max_length=120)
    helps = forms.MultipleChoiceField(label=_("Helps with"), choices=Partner.Help.choices, widget=ManyChips)
    what = forms.CharField(
        label=_("What one gets there"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("In plain words."),
    )
    where = forms.CharField(
        label=_("Where"), max_length=200, required=False, help_text=_("Address, and the stop that is nearest.")
    )
    hours = forms.CharField(label=_("When"), max_length=200, required=False)
    languages = forms.CharField(label=_("Languages spoken"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=PhoneInput({"autocomplete": "off"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"autocomplete": "off"}))
    site = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")

    @classmethod
    def showing(cls, row: Partner, data: Any = None) -> PartnerForm:
        return cls(data, initial={name: getattr(row, name) for name in cls.base_fields if name != "key"})

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class PartnerFilter(FilterForm):
    helps = forms.ChoiceField(
        label=_("Help with"), choices=[("", _("Everything")), *Partner.Help.choices], required=False
    )
