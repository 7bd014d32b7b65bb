"""What helps to pack a week: the pick list on the screen, and as paper beside the labels."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from coop.documents.press_views import press_for_document
from coop.web.access import SignedInRequest, requires
from pantry import boards, documents
from pantry.access import may_plan
from pantry.models import Distribution

KINDS = {"pick-list": "pantry.pick_list", "labels": "pantry.labels"}


@requires(may_plan)
@require_GET
def pick_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Along the shelves: what to take, how much, for which bags."""
    day = get_object_or_404(Distribution.objects.select_related("place"), pk=pk)
    context = {"day": day, "stops": documents.stops(boards.shelf_order(day))}
    return render(request, "pantry/pick_list.html", context)


@requires(may_plan)
@require_POST
def distribution_paper(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for the pick list or the labels as paper; it is made in the background."""
    day = get_object_or_404(Distribution, pk=pk)
    if kind not in KINDS:
        raise Http404
    params, back = {"distribution": day.pk}, ("pantry:pick_list", day.pk)
    return press_for_document(
        request, kind=KINDS[kind], params=params, back=back, scope="pantry.paper", about=pk, asked=kind
    )
