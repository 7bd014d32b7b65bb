"""Granting a weekly basket, ending it early, pausing it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coop.web import clock
from coop.web.access import SignedInRequest, requires
from referrals import access, compartment, decisions, identity, timeline
from referrals.forms import EndForm, GrantForm, PauseForm
from referrals.views.submit import submit

WEEKS = timedelta(weeks=8)
REVIEW = timedelta(weeks=4)


@requires(access.is_social_worker)
def grant(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, today = request.user.pk, clock.today()
    file = timeline.read(case_id=number, by=by)
    initial = {"starts": today, "ends": today + WEEKS, "review_on": today + REVIEW}
    form = GrantForm(request.POST or None, initial=initial)
    if form.is_valid():
        consent = form.cleaned_data["consent"]
        granted = submit(
            form,
            scope="referrals.grant",
            by=by,
            effect=lambda: {
                "id": str(
                    decisions.grant_weekly_basket(
                        case_id=number, terms=form.terms(), period=form.period(), consent=consent, by=by
                    )
                )
            },
        )
        if granted is not None:
            messages.success(request, _("Granted. The next distribution takes it into account."))
            return redirect("referrals:case", number)
    return render(request, "referrals/grant.html", {"form": form, "file": file})


@requires(access.is_social_worker)
def decision_end(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    with compartment.social_work(by=by, purpose="decision.read"):
        decision = access.decision_for(by, number)
        who = identity.of_row(decision.case)
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        on = form.cleaned_data["on"]
        ended = submit(
            form, scope="referrals.end", by=by, effect=lambda: decisions.end_early(decision_id=number, on=on, by=by)
        )
        if ended is not None:
            messages.success(request, _("The help ends on that day."))
            return redirect("referrals:case", decision.case_id)
    return render(request, "referrals/decision_end.html", {"form": form, "decision": decision, "who": who})


@requires(access.is_social_worker)
def pause(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, file = request.user.pk, timeline.read(case_id=number, by=request.user.pk)
    form = PauseForm(request.POST or None, initial={"starts": clock.today(), "ends": clock.today() + timedelta(days=6)})
    if form.is_valid():
        said = form.cleaned_data
        paused = submit(
            form,
            scope="referrals.pause",
            by=by,
            effect=lambda: decisions.pause(case_id=number, starts=said["starts"], ends=said["ends"], by=by),
        )
        if paused is not None:
            messages.success(request, _("Paused. It goes on afterwards."))
            return redirect("referrals:case", number)
    return render(request, "referrals/pause.html", {"form": form, "file": file})
