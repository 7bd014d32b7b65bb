"""Data protection: what the officer follows, the papers, and the notice that everybody may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from coop.documents.requests import request_document
from coop.rights import overview as what
from coop.rights import papers
from coop.rights.access import is_officer, may_have_papers
from coop.web.access import SignedInRequest, public, requires
from coop.web.sending import press


@requires(is_officer)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Clocks of requests, what would go today, what went."""
    return render(request, "rights/overview.html", {"overview": what.overview(by=request.user.pk)})


@public
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """The notice in plain words, with the school's own numbers."""
    context = {"words": papers.words("notice", get_language() or "en"), "facts": papers.facts(), "online": True}
    return render(request, "rights/notice.html", context)


@requires(may_have_papers)
@require_safe
def papers_page(request: SignedInRequest) -> HttpResponse:
    return render(request, "rights/papers.html", {"papers": papers.PAPERS.items(), "facts": papers.facts()})


@requires(may_have_papers)
@require_POST
def paper(request: SignedInRequest, name: str) -> HttpResponse:
    """Have a paper made; the document's page shows how far it is."""
    if name not in papers.PAPERS:
        raise Http404
    by, language = request.user.pk, get_language() or "en"
    done = press(
        request,
        scope="rights.paper",
        by=by,
        about=name,
        effect=lambda: {"id": str(request_document(kind=f"rights.{name}", params={}, by=by, language=language).pk)},
    )
    return redirect("rights:papers") if done is None else redirect("documents:show", done.answer["id"])
