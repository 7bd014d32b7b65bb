"""Her calendar for her own calendar program: making the address, ending it, and what stands behind it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.web import calendars
from coop.web.access import SignedInRequest, public, requires
from coop.web.errors import Refusal
from coop.web.requests import address_of
from coop.web.sending import press
from referrals import access, feeds, limits


@requires(access.is_social_worker)
def calendar_address(request: SignedInRequest) -> HttpResponse:
    """A new address, shown once. The one before stops working."""
    by, made = request.user.pk, []
    if request.method == "POST":
        done = press(request, scope="referrals.calendar", by=by, effect=lambda: made.append(feeds.renew(by=by)))
        if done and done.replayed:
            messages.warning(request, _("The address was shown already. Make a new one if you could not copy it."))
    context = {"address": made[0] if made else "", "since": feeds.since(by=by)}
    return render(request, "referrals/calendar_address.html", context)


@requires(access.is_social_worker)
@require_POST
def calendar_end(request: SignedInRequest) -> HttpResponse:
    by = request.user.pk
    if press(request, scope="referrals.calendar_end", by=by, effect=lambda: feeds.end(by=by)):
        messages.success(request, _("Ended. No calendar reads your times any more."))
    return redirect("referrals:calendar_address")


@public
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a calendar program reads. No session: whoever has the address has the times."""
    try:
        limits.poll(token, address=address_of(request))
    except Refusal as refusal:
        return HttpResponse(refusal.message, status=429, headers={"Retry-After": str(limits.HOUR)})
    content = feeds.read(token=token)
    if content is None:
        raise Http404
    return calendars.answer(request, content)
