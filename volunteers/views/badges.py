"""Badges: the holder has one signed, shares it and takes it along; anybody verifies."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coop.web.access import public, requires, theirs
from volunteers import access, badges
from volunteers.models import Badge, ClaimState
from volunteers.views.tap import Request, tap


@requires(access.takes_shifts)
@require_http_methods(["GET", "POST"])
def badge(request: Request, pk: int) -> HttpResponse:
    """My badge for an accepted claim: have it signed, share it, take it along."""
    claim = theirs(access.own_claims(request.user).select_related("scheme__programme"), pk)
    mine = Badge.objects.filter(claim=claim).first()
    if request.method == "POST":
        _act(request, claim.pk, mine)
        return redirect("volunteers:badge", pk)
    context = {"claim": claim, "badge": mine, "stands": claim.state == ClaimState.ACCEPTED}
    if mine:
        context |= {"page": badges.address("badge_check", mine.code)}
    return render(request, "volunteers/badge.html", context)


def _act(request: Request, claim_id: int, mine: Badge | None) -> None:
    by = request.user.pk
    what = "issue" if mine is None else "unshare" if mine.shared_at else "share"
    wanted = request.POST.get("what", "")

    def effect() -> dict[str, object]:
        if mine is None:
            return {"badge": badges.issue(claim_id=claim_id, by=by).pk}
        verb = badges.share if wanted == "share" else badges.unshare
        verb(badge_id=mine.pk, by=by)
        return {"badge": mine.pk}

    if wanted == what and tap(request, "volunteers.badge", {"claim": claim_id, "what": what}, effect):
        messages.success(request, _("Done."))


FILES: dict[str, tuple[str, Callable[[Badge], str]]] = {
    "svg": ("image/svg+xml", badges.svg),
    "jwt": ("application/jwt", lambda badge: badge.token),
    "json": ("application/json", badges.european),
}


@requires(access.takes_shifts)
@require_safe
def badge_file(request: Request, pk: int, form: str) -> HttpResponse:
    """The badge to take along: a picture that carries the token, the token alone, or the European elements."""
    claim = theirs(access.own_claims(request.user), pk)
    mine = Badge.objects.select_related("claim__person", "claim__appraisal").filter(claim=claim).first()
    if mine is None or form not in FILES:
        raise Http404
    kind, made = FILES[form]
    response = HttpResponse(made(mine), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="coop-badge.{form}"'
    return response


@public
@require_safe
def badge_keys(request: HttpRequest) -> HttpResponse:
    """The public keys, for whoever verifies."""
    return JsonResponse(badges.published_keys())


@public
@require_safe
def badge_status(request: HttpRequest) -> HttpResponse:
    """Which badges no longer stand, signed."""
    return HttpResponse(badges.status_list(), content_type="application/jwt")


@public
@require_safe
def badge_check(request: HttpRequest, code: str) -> HttpResponse:
    """What the holder shared, and whether it stands; for any other address, one and the same page."""
    shared = Badge.objects.filter(code=code, shared_at__isnull=False)
    found = shared.select_related("claim__person", "claim__scheme__programme").first()
    stands = found is not None and found.claim.state == ClaimState.ACCEPTED
    context = {"badge": found, "stands": stands, "competences": badges.competences()}
    return render(request, "volunteers/badge_check.html", context, status=200 if found else 404)
