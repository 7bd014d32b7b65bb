"""The journal as the data protection officer reads it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coop.audit import journal as writing
from coop.audit import reading
from coop.audit.access import may_read_journal, may_read_openings
from coop.audit.forms import JournalFilter, MonthChoice
from coop.web import clock
from coop.web.access import SignedInRequest, requires


@requires(may_read_journal)
@require_safe
def journal(request: SignedInRequest) -> HttpResponse:
    """Who did what, when; filters in the address; reading is a row as well."""
    form = JournalFilter(request.GET)
    page = reading.page(form.filters())
    writing.record(by=request.user.pk, action="audit.journal.read", object_type="journal", object_id=len(page.lines))
    return render(request, "audit/journal.html", {"form": form, "page": page})


@requires(may_read_openings)
@require_safe
def openings(request: SignedInRequest) -> HttpResponse:
    """One month: who opened the confidential side, for what, how often."""
    first = MonthChoice(request.GET).first_day()
    following = (first + timedelta(days=32)).replace(day=1)
    context = {
        "first": first,
        "lines": reading.openings(first),
        "previous": (first - timedelta(days=1)).strftime("%Y-%m"),
        "following": following.strftime("%Y-%m") if following <= clock.today() else "",
    }
    return render(request, "audit/openings.html", context)
