"""The page of a document: progress, then a button that fetches it once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from coop.web import clock
from coop.web.access import SignedInRequest, signed_in
from coop.web.errors import Refusal
from coop.web.sending import press

from . import access, requests


@signed_in
@require_safe
def show(request: SignedInRequest, number: UUID) -> HttpResponse:
    document = access.document_for(request.user, number)
    polled = getattr(request, "htmx", False)
    page = render(request, "documents/show.html#state" if polled else "documents/show.html", {"document": document})
    patch_vary_headers(page, ["HX-Request"])
    return page


@signed_in
@require_POST
def download(request: SignedInRequest, number: UUID) -> HttpResponse:
    document = access.document_for(request.user, number)
    try:
        content = requests.hand_over(document=document, by=request.user.pk)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("documents:show", document.pk)
    name = f"coop-{clock.today().isoformat()}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"},
    )


@signed_in
@require_POST
def again(request: SignedInRequest, number: UUID) -> HttpResponse:
    document, by = access.document_for(request.user, number), request.user.pk
    effect = lambda: requests.make_again(document=document, by=by)  # noqa: E731
    press(request, scope="documents.again", about=number, by=by, effect=effect)
    return redirect("documents:show", document.pk)
