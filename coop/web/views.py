"""The first page, the language, help, and the health check."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from coop.web import health, navigation
from coop.web.access import public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for a stranger; for anyone else the first page of their role."""
    if not request.user.is_authenticated:
        return render(request, "web/landing.html")
    first = navigation.first_page(request.user.roles)
    return redirect(first) if first else render(request, "web/home.html")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen, on this device and, for someone signed in, on their account."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        return answer
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure()
    )
    if request.user.is_authenticated and request.user.language != code:
        request.user.language = code
        request.user.save(update_fields=["language"])
    return answer


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database, the broker and a worker answer; 503 with the names of those that do not."""
    failing = health.problems()
    answer = HttpResponse(" ".join(failing) or "ok", status=503 if failing else 200, content_type="text/plain")
    answer._has_been_logged = True  # type: ignore[attr-defined]  # asked every few seconds; whoever asks raises the alarm
    return answer
