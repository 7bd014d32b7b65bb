"""Mails that wait or could not leave, as numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coop.audit import journal
from coop.notifications import sending
from coop.notifications.access import may_look_after_mails
from coop.web.access import SignedInRequest, requires
from coop.web.forms import CoopForm
from coop.web.idempotency import once


@requires(may_look_after_mails)
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing(request: SignedInRequest) -> HttpResponse:
    """How many wait, how many were given up and why; one button to try again."""
    form = CoopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user.pk
        done = once(
            key=form.cleaned_data["key"], scope="notifications.again", content={}, by=by, effect=lambda: _again(by)
        )
        count = done.answer["mails"]
        messages.success(
            request,
            ngettext("%(count)d mail is tried again.", "%(count)d mails are tried again.", count) % {"count": count},
        )
        return redirect("notifications:outgoing")
    return render(request, "notifications/outgoing.html", {"form": form, "standing": sending.standing()})


def _again(by: int) -> dict[str, int]:
    count = sending.try_again()
    journal.record(by=by, action="notifications.again", object_type="mails", object_id=count)
    return {"mails": count}
