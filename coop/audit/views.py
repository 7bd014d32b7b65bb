"""The journal as the data protection officer reads it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.audit import journal as writing
from coop.audit import reading, reviews
from coop.audit.access import may_check_chain, may_read_journal, may_read_openings
from coop.audit.forms import JournalFilter, MonthChoice
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press


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
        "signatures": reviews.signatures(first),
        "is_over": following <= clock.today(),
        "previous": (first - timedelta(days=1)).strftime("%Y-%m"),
        "following": following.strftime("%Y-%m") if following <= clock.today() else "",
    }
    return render(request, "audit/openings.html", context)


@requires(may_read_openings)
@require_POST
def sign_off(request: SignedInRequest) -> HttpResponse:
    """The month was reviewed: who and when stands in the journal."""
    by, month = request.user.pk, MonthChoice(request.POST).first_day()
    done = press(
        request, scope="audit.sign_off", by=by, about=month, effect=lambda: reviews.sign_off(month=month, by=by)
    )
    if done is not None:
        messages.success(request, _("Signed off: you have reviewed this month."))
    return redirect(f"{reverse('audit:openings')}?month={month:%Y-%m}")


@requires(may_check_chain)
def chain(request: SignedInRequest) -> HttpResponse:
    """Every seal computed again, and what came of it the last times."""
    by = request.user.pk
    if request.method == "POST":
        press(request, scope="audit.chain", by=by, effect=lambda: {"holds": reviews.check_chain(by=by)})
        return redirect("audit:chain")
    return render(request, "audit/chain.html", {"checks": reviews.checks()})
