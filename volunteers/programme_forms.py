"""What is typed about programmes: their names and leads, their rules, who studies in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.school.years import school_year_of
from coop.web import clock
from coop.web.forms import CoopForm, FilterForm, ManyChips, ManyRows
from volunteers import access
from volunteers.credits import HOUR, Rule
from volunteers.forms import TicksForm
from volunteers.models import Need, Programme, SchemeKind
from volunteers.wording import year_in_words


def open_years() -> list[int]:
    """This school year and the next one: the past ones are as they were."""
    this = school_year_of(clock.today())
    return [this, this + 1]


def _year_choices() -> list[tuple[int, str]]:
    return [(year, year_in_words(year)) for year in open_years()]


class _Names(forms.ModelMultipleChoiceField):
    """People, ticked by name."""

    widget = ManyChips

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class ProgrammeForm(CoopForm):
    """The name of a programme, and who leads it."""

    name = forms.CharField(label=_("Name of the programme"), max_length=120)
    leads = _Names(
        label=_("Leads"),
        queryset=None,
        help_text=_("They decide the claims. Somebody who is missing needs the role of programme lead first."),
        error_messages={"required": _("Choose at least one lead: without one, nobody decides the claims.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"].queryset = access.possible_leads()  # type: ignore[attr-defined]

    @staticmethod
    def values_of(programme: Programme) -> dict[str, Any]:
        return {"name": programme.name, "leads": list(programme.leads.all())}

    def verb_input(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "leads": sorted(lead.pk for lead in self.cleaned_data["leads"])}


class NewProgrammeForm(ProgrammeForm):
    """A programme that does not exist yet; its code stays."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=32,
        help_text=_("As the registrar writes it: letters, digits and hyphens. It stays."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    field_order = ["name", "code", "leads"]

    def verb_input(self) -> dict[str, Any]:
        return {"code": self.cleaned_data["code"].lower(), **super().verb_input()}


class SchemeForm(CoopForm):
    """A next version of a rule, in hours and units as people say them."""

    school_year = forms.TypedChoiceField(label=_("School year"), choices=_year_choices, coerce=int)
    kind = forms.ChoiceField(label=_("Recognition"), choices=SchemeKind.choices)
    hours_per_step = forms.IntegerField(label=_("Hours for one step"), min_value=1, max_value=1000)
    step = forms.DecimalField(
        label=_("Worth of one step"), min_value=0, max_digits=5, decimal_places=2, help_text=_("1 credit, 0.25 point")
    )
    min_hours = forms.IntegerField(label=_("Nothing below (hours)"), min_value=0, max_value=1000)
    cap = forms.DecimalField(label=_("At most in a year"), min_value=0, max_digits=5, decimal_places=2)
    needs = forms.MultipleChoiceField(
        label=_("What it needs beside hours"),
        choices=Need.choices,
        required=False,
        widget=ManyRows,
        help_text=_("Credits reward what was learnt, not presence: a note and an appraisal show it."),
    )
    exclusive = forms.BooleanField(
        label=_("One engagement, one recognition"),
        required=False,
        initial=True,
        help_text=_("Whoever claims this claims nothing else that is ticked here for the same year."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        step, cap = data.get("step"), data.get("cap")
        if step is not None and step <= 0:
            self.add_error("step", _("One step must be worth something."))
        elif step is not None and cap is not None and cap < step:
            self.add_error("cap", _("This is less than one step."))
        return data

    def rule(self) -> Rule:
        data = self.cleaned_data
        return Rule(
            kind=data["kind"],
            minutes_per_step=data["hours_per_step"] * HOUR,
            step_hundredths=int(data["step"] * 100),
            min_minutes=data["min_hours"] * HOUR,
            cap_hundredths=int(data["cap"] * 100),
            exclusive=data["exclusive"],
            needs=tuple(data["needs"]),
        )


class EnrolForm(TicksForm):
    """The ticked volunteers, for one school year."""

    school_year = forms.TypedChoiceField(choices=_year_choices, coerce=int, widget=forms.HiddenInput)


class YearFilter(FilterForm):
    """Which school year a page shows; this one when the address says nothing sensible."""

    school_year = forms.TypedChoiceField(label=_("School year"), choices=_year_choices, coerce=int, required=False)

    def chosen(self) -> int:
        return (self.cleaned_data.get("school_year") if self.is_valid() else None) or open_years()[0]


class EnrolFilter(YearFilter):
    """Whom to look for, and where the next page of those enrolled begins."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    after = forms.CharField(required=False, max_length=200)

    def read(self) -> tuple[int, str, str]:
        """Year, words, mark. What makes no sense counts as not said."""
        self.is_valid()
        data = self.cleaned_data
        return data.get("school_year") or open_years()[0], data.get("q") or "", data.get("after") or ""


class ListFilter(FilterForm):
    """Where the next page of the programmes begins."""

    after = forms.CharField(required=False, max_length=200)

    def chosen(self) -> str:
        return self.cleaned_data["after"] if self.is_valid() else ""
