"""Which days a total of hours counts."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.school.years import first_day, last_day, school_year_of
from coop.web import clock
from coop.web.forms import FilterForm
from volunteers.totals import LONGEST, Period

EARLIEST = date(2000, 1, 1)


class PeriodFilter(FilterForm):
    """From a day to a day, and the form of the file; this school year when it says nothing sensible."""

    first = forms.DateField(label=_("First day"), required=False)
    last = forms.DateField(label=_("Last day"), required=False)
    form = forms.ChoiceField(required=False, choices=[("csv", "CSV"), ("xlsx", "XLSX")], widget=forms.HiddenInput)

    def period(self) -> Period:
        year = school_year_of(clock.today())
        self.is_valid()
        first = self.cleaned_data.get("first") or first_day(year)
        last = self.cleaned_data.get("last") or last_day(school_year_of(first))
        first = min(max(first, EARLIEST), last_day(year))
        return Period(first, min(max(last, first), first + LONGEST, last_day(year)))

    def file(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("form") or "csv"
