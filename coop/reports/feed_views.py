"""/dashboard/feed/: the keys, for management; and the figures, for whoever sends one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.reports import feed
from coop.reports.access import may_read_figures
from coop.reports.errors import TooManyReads
from coop.reports.forms import KeyForm
from coop.reports.models import FeedKey
from coop.web.access import SignedInRequest, public, requires
from coop.web.addresses import absolute
from coop.web.sending import press, send


@requires(may_read_figures)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: SignedInRequest) -> HttpResponse:
    """Which programs read the figures. A new key is shown once, on the answer to the press that made it."""
    form, made = KeyForm(request.POST if request.method == "POST" else None), ""

    def effect() -> dict[str, object]:
        nonlocal made
        made = feed.make_key(name=form.cleaned_data["name"], by=request.user.pk)
        return {}

    if request.method == "POST" and form.is_valid():
        done = send(form, scope="reports.feed.make_key", by=request.user.pk, effect=effect)
        if done and done.replayed:
            messages.warning(request, _("The key was shown already. Make a new one if you could not copy it."))
        form = KeyForm() if done else form
    context = {"form": form, "made": made, "keys": FeedKey.objects.all(), "address": absolute("reports:feed")}
    answer = render(request, "reports/feed_keys.html", context)
    answer["Cache-Control"] = "no-store, private"
    return answer


@requires(may_read_figures)
@require_POST
def end_key(request: SignedInRequest, number: int) -> HttpResponse:
    """The program behind this key reads nothing any more."""

    def effect() -> None:
        feed.end_key(key_id=number, by=request.user.pk)

    if press(request, scope="reports.feed.end_key", about=number, by=request.user.pk, effect=effect):
        messages.success(request, _("Ended. This key opens nothing any more."))
    return redirect("reports:feed_keys")


@public
@require_safe
def figures(request: HttpRequest, school_year: int | None = None) -> HttpResponse:
    """The list of school years, or one of them. No session and no cookie: the key is in the heading of the request."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    try:
        if kind.lower() != "bearer" or not feed.opens(token.strip()):
            return _answer({"problem": "no valid key"}, status=401, **{"WWW-Authenticate": "Bearer"})
    except TooManyReads:
        return _answer({"problem": "read too often"}, status=429, **{"Retry-After": str(feed.HOUR)})
    found = feed.years() if school_year is None else feed.year(school_year)
    if found is None:
        raise Http404
    return _answer(found)


def _answer(found: dict, *, status: int = 200, **headers: str) -> JsonResponse:
    return JsonResponse(found, status=status, headers={"Cache-Control": "no-store, private", **headers})
