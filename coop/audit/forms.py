"""The filters of the journal, as they come in an address."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.audit import reading, wording
from coop.web import clock
from coop.web.forms import DateInput, FilterForm

MOST_ACCOUNTS = 2**63 - 1


class JournalFilter(FilterForm):
    """Every field is optional; what cannot be read is said beside it and not looked for."""

    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("To"), required=False, widget=DateInput)
    area = forms.ChoiceField(label=_("Where"), required=False, choices=[("", _("Everywhere")), *wording.AREAS.items()])
    account = forms.IntegerField(label=_("Account number"), required=False, min_value=0, max_value=MOST_ACCOUNTS)
    number = forms.CharField(label=_("Number of a thing or a file"), required=False, max_length=64)
    before = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_before(self) -> tuple[datetime, int] | None:
        found = re.fullmatch(r"(-?\d{1,17})-(\d{1,18})", self.cleaned_data["before"], re.ASCII)
        try:
            return (reading.moment_of(int(found[1])), int(found[2])) if found else None
        except OverflowError:
            return None

    def clean(self) -> dict[str, Any]:
        for name in ("since", "until"):
            day = self.cleaned_data.get(name)
            if day and not date(1990, 1, 1) <= day <= date(2200, 1, 1):
                self.add_error(name, _("Choose a day of this century."))
        return self.cleaned_data

    def filters(self) -> reading.Filters:
        """What was said, without what could not be read."""
        self.is_valid()
        said = self.cleaned_data
        return reading.Filters(
            since=said.get("since"),
            until=said.get("until"),
            account=said.get("account"),
            area=said.get("area") or "",
            number=said.get("number") or "",
            before=said.get("before"),
        )


class MonthChoice(FilterForm):
    """`?month=2026-11`; the present month when nothing or nonsense is said."""

    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False)

    def first_day(self) -> date:
        said = self.cleaned_data.get("month") if self.is_valid() else ""
        return date.fromisoformat(f"{said}-01") if said else clock.today().replace(day=1)
