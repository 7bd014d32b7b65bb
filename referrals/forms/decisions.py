"""What becomes of a grant: granted once more, ended early, paused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import CoopForm, Stepper
from referrals.aid import Frequency, Kind, Period
from referrals.forms.aid import InPairs
from referrals.models import Decision
from referrals.plan import Line


class RenewForm(InPairs, CoopForm):
    """New days, proposed so that one press is enough; the agreement once more where needs are noted."""

    starts = forms.DateField(label=_("From"))
    ends = forms.DateField(label=_("To"))
    review_on = forms.DateField(label=_("Looked at again on"))
    consent = forms.BooleanField(label=_("The person still agrees that the needs are noted"), required=False)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, initial=proposed(line.decision), **kwargs)
        self.once = line.decision.frequency == Frequency.ONCE
        if self.once:
            del self.fields["starts"], self.fields["review_on"]
        if line.decision.kind == Kind.BOOK_LOAN:
            self.fields["ends"].label = _("Comes back by")
        if not line.has_needs:
            del self.fields["consent"]

    def period(self) -> Period:
        said = self.cleaned_data
        if self.once:
            return Period.once(self.initial["starts"], said["ends"])
        return Period(said["starts"], said["ends"], said["review_on"])


def proposed(row: Decision) -> dict[str, Any]:
    """From the day after (a book, an end that is past: from today) for as long as before, or what was left of it."""
    today, span = clock.today(), row.ends - row.starts
    starts = today if row.is_lent else max(row.last_day + timedelta(days=1), today)
    ends = row.ends if row.ended_on and row.ends > starts else starts + span
    return {"starts": starts, "ends": ends, "review_on": min(starts + (row.review_on - row.starts), ends)}


class EndForm(CoopForm):
    """The last day; of tickets also how many come back."""

    on = forms.DateField(label=_("Last day"))
    unused = forms.IntegerField(label=_("Tickets that come back"), min_value=0, initial=0, widget=Stepper)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": clock.today()}, **kwargs)
        if line.decision.kind != Kind.TICKETS:
            del self.fields["unused"]


class PauseForm(CoopForm):
    starts = forms.DateField(label=_("Not from"))
    ends = forms.DateField(label=_("Not until"))
