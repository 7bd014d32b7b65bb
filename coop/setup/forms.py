"""The steps of set-up. Rows left empty are left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from coop.accounts.addresses import normal
from coop.school.forms import NamesForm, PresenceForm
from coop.school.models import Place
from coop.school.years import first_day, last_day, school_year_of
from coop.web import clock
from coop.web.forms import CoopForm, DateInput

__all__ = ["HolidaysForm", "NamesForm", "PeopleForm", "PlacesForm", "PresenceForm", "TermsForm"]
KINDS = [("", "—"), *Place.Kind.choices]
USUAL = (
    (_("Storage room"), "room"),
    (_("Shelf A"), "shelf"),
    (_("Shelf B"), "shelf"),
    (_("Fridge"), "fridge"),
    (_("Freezer"), "freezer"),
    ("", ""),
)
USUAL_HOLIDAYS = (_("Autumn holidays"), _("Christmas holidays"), _("Winter holidays"), _("Spring holidays"))


@dataclass(frozen=True)
class Row:
    legend: Any
    fields: list[BoundField]


class TermsForm(CoopForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = school_year_of(clock.today())
        starts, middle, ends = first_day(year), date(year + 1, 1, 31), date(year + 1, 7, 4)
        usual = ((_("First half"), starts, middle), (_("Second half"), date(year + 1, 2, 1), ends), ("", None, None))
        for number, (name, first, last) in enumerate(usual, 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name"), max_length=60, required=False, initial=name
            )
            self.fields[f"starts_{number}"] = _day(_("First day"), first)
            self.fields[f"ends_{number}"] = _day(_("Last day"), min(last, last_day(year)) if last else None)

    @property
    def rows(self) -> list[Row]:
        names = ("name", "starts", "ends")
        legend = _("Term %(number)s")
        return [Row(legend % {"number": n}, [self[f"{name}_{n}"] for name in names]) for n in (1, 2, 3)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        before: date | None = None
        for number in (1, 2, 3):
            first, last = values.get(f"starts_{number}"), values.get(f"ends_{number}")
            if not values.get(f"name_{number}") and not first and not last:
                continue
            if not first or not last or last < first:
                self.add_error(f"ends_{number}", _("Give both days, the later one second."))
            elif before and first <= before:
                self.add_error(f"starts_{number}", _("It begins before the former term ends."))
            before = last or before
        return values

    def terms(self) -> tuple[tuple[str, date, date], ...]:
        values = self.cleaned_data
        rows = ((values[f"name_{n}"], values[f"starts_{n}"], values[f"ends_{n}"]) for n in (1, 2, 3))
        return tuple((name or str(_("Term")), first, last) for name, first, last in rows if first and last)


class HolidaysForm(CoopForm):
    """School holidays of the running year; a row without days is left out."""

    NUMBERS = (1, 2, 3, 4, 5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in zip(self.NUMBERS, (*USUAL_HOLIDAYS, ""), strict=True):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name"), max_length=60, required=False, initial=name
            )
            self.fields[f"starts_{number}"] = _day(_("First day"), None)
            self.fields[f"ends_{number}"] = _day(_("Last day"), None)

    @property
    def rows(self) -> list[Row]:
        legend = _("Holidays %(number)s")
        parts = ("name", "starts", "ends")
        return [Row(legend % {"number": n}, [self[f"{part}_{n}"] for part in parts]) for n in self.NUMBERS]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        taken: list[tuple[date, date]] = []
        for number in self.NUMBERS:
            first, last = values.get(f"starts_{number}"), values.get(f"ends_{number}")
            if not first and not last:
                continue
            if not first or not last or last < first:
                self.add_error(f"ends_{number}", _("Give both days, the later one second."))
            elif any(first <= until and last >= since for since, until in taken):
                self.add_error(f"starts_{number}", _("Other holidays cover some of these days."))
            else:
                taken.append((first, last))
        return values

    def closures(self) -> tuple[tuple[str, date, date], ...]:
        values = self.cleaned_data
        rows = ((values[f"name_{n}"], values[f"starts_{n}"], values[f"ends_{n}"]) for n in self.NUMBERS)
        return tuple((name or str(_("Holidays")), first, last) for name, first, last in rows if first and last)


class PlacesForm(CoopForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (name, kind) in enumerate(USUAL, 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name"), max_length=60, required=False, initial=name
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind"), choices=KINDS, required=False, initial=kind
            )

    @property
    def rows(self) -> list[Row]:
        legend = _("Place %(number)s")
        numbers = range(1, len(USUAL) + 1)
        return [Row(legend % {"number": n}, [self[f"name_{n}"], self[f"kind_{n}"]]) for n in numbers]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        names = [values.get(f"name_{n}") for n in range(1, len(USUAL) + 1) if values.get(f"name_{n}")]
        if len(set(names)) != len(names):
            self.add_error(None, _("Two places have the same name."))
        if not names:
            self.add_error("name_1", _("Name at least one place."))
        return values

    def places(self) -> tuple[tuple[str, str], ...]:
        values = self.cleaned_data
        rows = ((values[f"name_{n}"], values[f"kind_{n}"]) for n in range(1, len(USUAL) + 1))
        return tuple((name, kind or Place.Kind.SHELF) for name, kind in rows if name)


class PeopleForm(CoopForm):
    administrator_name = forms.CharField(label=_("Administrator: name"), max_length=120)
    administrator_email = forms.EmailField(label=_("Administrator: e-mail address"))
    social_worker_name = forms.CharField(label=_("Social worker: name"), max_length=120)
    social_worker_email = forms.EmailField(label=_("Social worker: e-mail address"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        one, other = values.get("administrator_email", ""), values.get("social_worker_email", "")
        if one and normal(one) == normal(other):
            self.add_error("social_worker_email", _("Two people with two addresses: neither may be the other."))
        return values


def _day(label: Any, initial: date | None) -> forms.DateField:
    return forms.DateField(label=label, required=False, initial=initial, widget=DateInput())
