"""The page that thanks the team."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coop.reports.access import may_read_together
from coop.reports.together import together as figures
from coop.web.access import SignedInRequest, requires


@requires(may_read_together)
@require_GET
def together(request: SignedInRequest) -> HttpResponse:
    """What we moved: months in kilograms, nobody by name, nobody before anybody else."""
    return render(request, "reports/together.html", {"we": figures()})
