"""Granting a weekly basket, ending it early, pausing it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.access import SignedInRequest, requires
from referrals import access, cases, decisions
from referrals.forms.decisions import EndForm, GrantForm, PauseForm
from referrals.views.about import about_file

WEEKS = timedelta(weeks=8)
REVIEW = timedelta(weeks=4)


@requires(access.is_social_worker)
def grant(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, today = request.user.pk, clock.today()
    initial = {"starts": today, "ends": today + WEEKS, "review_on": today + REVIEW}
    form = GrantForm(request.POST or None, initial=initial)

    def effect() -> dict[str, str]:
        consent = form.cleaned_data["consent"]
        granted = decisions.grant_weekly_basket(
            case_id=number, terms=form.terms(), period=form.period(), consent=consent, by=by
        )
        return {"id": str(granted)}

    said = _("Granted. The next distribution takes it into account.")
    return about_file(request, form, head=cases.head(case_id=number, by=by), name="grant", effect=effect, said=said)


@requires(access.is_social_worker)
def decision_end(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    decision, head = decisions.with_head(decision_id=number, by=by)
    form = EndForm(request.POST or None, initial={"on": clock.today()})

    def effect() -> None:
        decisions.end_early(decision_id=number, on=form.cleaned_data["on"], by=by)

    said = _("The help ends on that day.")
    return about_file(request, form, head=head, name="decision_end", effect=effect, said=said, decision=decision)


@requires(access.is_social_worker)
def pause(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, today = request.user.pk, clock.today()
    form = PauseForm(request.POST or None, initial={"starts": today, "ends": today + timedelta(days=6)})

    def effect() -> None:
        typed = form.cleaned_data
        decisions.pause(case_id=number, starts=typed["starts"], ends=typed["ends"], by=by)

    said = _("Paused. It goes on afterwards.")
    return about_file(request, form, head=cases.head(case_id=number, by=by), name="pause", effect=effect, said=said)
