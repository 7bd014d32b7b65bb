"""Data protection: what the officer follows."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coop.rights import overview as what
from coop.rights.access import is_officer
from coop.web.access import SignedInRequest, requires


@requires(is_officer)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Clocks of requests, what would go today, what went."""
    context = {"clocks": what.clocks(by=request.user.pk), "due": what.due_today(), "runs": what.past_runs()}
    return render(request, "rights/overview.html", context)
