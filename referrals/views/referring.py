"""/refer/: any member of staff, for a learner who agreed; and the state of one's own referrals."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from referrals import access, outreach, people, referring
from referrals.errors import NobodyToPassTo
from referrals.forms.requests import ReferForm


@requires(access.may_refer)
def refer(request: SignedInRequest) -> HttpResponse:
    form = ReferForm(request.POST or None)
    if form.is_bound and form.agreement_is_missing:
        return render(request, "referrals/leaflet.html", {"not_stored": True, "contacts": outreach.contacts()})
    someone = bool(people.social_workers())
    if form.is_valid() and not someone:
        form.refuse(NobodyToPassTo())
    elif form.is_valid():
        passed_on = send(form, scope="referrals.refer", by=request.user.pk, effect=lambda: _refer(request, form))
        if passed_on is not None:
            messages.success(request, _("Passed on. Your number for it: %(number)s.") % passed_on.answer)
            return redirect(f"{reverse('referrals:refer')}?passed_on=1")
    states = referring.states_of(by=request.user.pk)
    key = referring.draft_key(by=request.user.pk)
    context = {"form": form, "states": states, "draft_key": key, "someone": someone}
    return render(request, "referrals/refer.html", context)


def _refer(request: SignedInRequest, form: ReferForm) -> dict[str, str]:
    said = form.cleaned_data
    noticed = referring.Noticed(difficulties=tuple(said["difficulties"]), sentence=said["sentence"])
    referred = referring.refer(
        who=form.identity(class_name=said["class_name"]),
        urgency=said["urgency"],
        reach_by=said["reach_by"],
        noticed=noticed,
        referrer_name=request.user.full_name,
        language=get_language() or "fr",
        by=request.user.pk,
    )
    return {"number": referred.number}
