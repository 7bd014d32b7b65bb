"""One list of what is to be done today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coop.web.access import SignedInRequest, requires
from pantry import to_do as lists
from pantry.access import may_keep_stock


@requires(may_keep_stock)
@require_GET
def to_do(request: SignedInRequest) -> HttpResponse:
    """Readings, recalls, goods that go soon, differences: each with the page where it is done."""
    items = lists.to_do()
    context = {"now": [item for item in items if item.now], "later": [item for item in items if not item.now]}
    return render(request, "pantry/to_do.html", context)
