"""/cases/emergency/: a file outside one's own circle, to protect a child; and who did so lately, for every social worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from referrals import access, emergencies, limits, people
from referrals.forms.files import EmergencyForm


@requires(access.is_social_worker)
def emergency(request: SignedInRequest) -> HttpResponse:
    by, form = request.user.pk, EmergencyForm(request.POST or None)

    def effect() -> dict[str, str]:
        limits.look_up(by=by)
        return {"case": str(emergencies.open_file(who=form.identity(), reason=form.cleaned_data["reason"], by=by))}

    opened = send(form, scope="referrals.emergency", by=by, effect=effect) if form.is_valid() else None
    if opened is not None:
        return redirect("referrals:case", opened.answer["case"])
    lately = emergencies.lately(by=by)
    names = people.names(each.opened_by for each in lately)
    return render(request, "referrals/emergency.html", {"form": form, "lately": lately, "names": names})
