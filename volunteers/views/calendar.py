"""One's shifts for one's own calendar program: making the address, ending it, and what stands behind it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.web import calendars
from coop.web.access import public, requires
from volunteers import access, feeds
from volunteers.errors import TooManyLooks
from volunteers.views.tap import Request, tap


@requires(access.takes_shifts)
@require_http_methods(["GET", "POST"])
def calendar_address(request: Request) -> HttpResponse:
    """A new address, shown once. The one before stops working."""
    by, made = request.user.pk, []

    def effect() -> dict[str, object]:
        made.append(feeds.renew(by=by))
        return {}

    if request.method == "POST":
        done = tap(request, "volunteers.calendar", {}, effect)
        if done and done.replayed:
            messages.warning(request, _("The address was shown already. Make a new one if you could not copy it."))
    context = {"address": made[0] if made else "", "since": feeds.since(by=by)}
    return render(request, "volunteers/calendar_address.html", context)


@requires(access.takes_shifts)
@require_POST
def calendar_end(request: Request) -> HttpResponse:
    """The address stops working."""

    def effect() -> dict[str, object]:
        feeds.end(by=request.user.pk)
        return {}

    if tap(request, "volunteers.calendar_end", {}, effect):
        messages.success(request, _("Ended. No calendar reads your times any more."))
    return redirect("volunteers:calendar_address")


@public
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a calendar program reads. No session: whoever has the address has the times."""
    try:
        content = feeds.read(token=token)
    except TooManyLooks as refusal:
        return HttpResponse(refusal.message, status=429, headers={"Retry-After": str(feeds.HOUR)})
    if content is None:
        raise Http404
    return calendars.answer(request, content)
