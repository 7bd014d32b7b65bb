"""/mine/moment/: when to come, until the cut-off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coop.web.sending import send
from referrals import arrivals
from referrals.forms.arrivals import MomentForm
from referrals.views.mine import LEARNER, learner_only


@learner_only
@require_http_methods(["GET", "POST"])
def mine_moment(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Another ten minutes, without a reason."""
    moments = arrivals.moments(case_id=learner)
    form = MomentForm(request.POST or None, moments=moments) if moments else None
    if request.method == "POST" and form is not None and form.is_valid():
        effect = lambda: arrivals.move(case_id=learner, to=form.moment())  # noqa: E731
        if send(form, scope="referrals.moment", by=LEARNER, about=learner, effect=effect):
            messages.success(request, _("Changed. You are expected then."))
            return redirect("referrals:mine")
    return render(request, "referrals/mine_moment.html", {"form": form, "moments": moments})
