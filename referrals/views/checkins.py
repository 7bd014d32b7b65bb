"""/check-in/: a word about a bag, from staff; and the words that found nobody, for social workers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from referrals import access, check_ins, limits
from referrals.forms.checkins import BagForm, CheckInForm


@requires(access.may_leave_a_word)
def check_in(request: SignedInRequest) -> HttpResponse:
    """The answer is the same for every number: whose bag it was is looked up later, by nobody's hand."""
    by, bag, days = request.user.pk, BagForm(request.GET), check_ins.days()
    named = bag.cleaned_data["number"] if bag.is_valid() else None
    form = CheckInForm(request.POST or None, days=days, initial={"number": named})

    def effect() -> None:
        limits.leave_a_word(by=by)
        day, number = form.cleaned_data["day"], form.cleaned_data["number"]
        check_ins.leave(distribution_id=day, number=number, word=form.word(), by=by)

    if form.is_valid() and send(form, scope="referrals.check_in", by=by, effect=effect):
        messages.success(request, _("Noted. Thank you."))
        return redirect("referrals:check_in")
    return render(request, "referrals/check_in.html", {"form": form, "days": days})


@requires(access.is_social_worker)
@require_POST
def check_in_seen(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: check_ins.seen(check_in_id=number, by=by)  # noqa: E731
    press(request, by=by, scope="referrals.check_in_seen", about=number, effect=effect)
    return redirect("referrals:queue")
