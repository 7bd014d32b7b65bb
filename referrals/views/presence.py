"""Her own days: away, there for once, and whom to tell."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coop.school import closures
from coop.school import presence as days
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import PressForm, press, send
from referrals import absences, access
from referrals.forms.presence import LONGEST, ExceptionForm, StretchForm


@requires(access.is_social_worker)
def presence(request: SignedInRequest) -> HttpResponse:
    by, form = request.user.pk, ExceptionForm(request.POST or None)

    def effect() -> None:
        (first, last), hours = form.days(), form.hours()
        if hours:
            days.except_day(user=by, day=first, hours=hours, by=by)
        else:
            days.be_away(user=by, first=first, last=last, by=by)

    if form.is_valid() and send(form, scope="referrals.presence", by=by, effect=effect):
        messages.success(request, _("Kept."))
        return redirect("referrals:presence")
    context = {"form": form, "press": PressForm(), "clashes": absences.clashes(by=by)}
    today = clock.today()
    context["stretches"] = days.stretches(user=by, since=today)
    context["closures"] = closures.between(today, today + LONGEST)
    return render(request, "referrals/presence.html", context)


@requires(access.is_social_worker)
@require_POST
def presence_usual(request: SignedInRequest) -> HttpResponse:
    """These days are as usual after all."""
    by, form = request.user.pk, StretchForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("first", "last")}
        send(form, scope="referrals.presence_usual", by=by, effect=lambda: days.as_usual(user=by, by=by, **said))
    return redirect("referrals:presence")


@requires(access.is_social_worker)
@require_POST
def presence_tell(request: SignedInRequest, number: UUID) -> HttpResponse:
    """One appointment does not take place."""
    by = request.user.pk
    effect = lambda: absences.tell(appointment_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.presence_tell", about=number, effect=effect):
        messages.success(request, _("Cancelled, and told."))
    return redirect("referrals:presence")


@requires(access.is_social_worker)
@require_POST
def presence_tell_all(request: SignedInRequest) -> HttpResponse:
    by = request.user.pk
    effect = lambda: {"told": absences.tell_all(by=by)}  # noqa: E731
    if done := press(request, by=by, scope="referrals.presence_tell_all", effect=effect):
        told = done.answer["told"]
        said = ngettext("%(count)s person was written to.", "%(count)s people were written to.", told)
        messages.success(request, said % {"count": told})
    return redirect("referrals:presence")
