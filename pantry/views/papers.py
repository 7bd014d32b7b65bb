"""What helps to pack a week: the pick list on the screen, and as paper beside the labels."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from coop.documents.requests import request_document
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press
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
    day, by, language = get_object_or_404(Distribution, pk=pk), request.user.pk, get_language() or "fr"
    if kind not in KINDS:
        raise Http404

    def effect() -> dict[str, str]:
        params = {"distribution": day.pk}
        asked = request_document(kind=KINDS[kind], params=params, by=by, language=language)
        return {"document": str(asked.pk)}

    done = press(request, scope="pantry.paper", about=pk, by=by, effect=effect, kind=kind)
    return redirect("documents:show", done.answer["document"]) if done else redirect("pantry:pick_list", day.pk)
