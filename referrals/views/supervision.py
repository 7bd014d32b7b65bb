"""Social workers in training: who co-signs for whom, and the second signature."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from referrals import access, people, supervision
from referrals.forms.files import TraineeForm


@requires(access.is_social_worker)
def trainees(request: SignedInRequest) -> HttpResponse:
    by, pairs = request.user.pk, supervision.pairs(by=request.user.pk)
    taken = {each.trainee_id for each in pairs}
    colleagues = [(number, name) for number, name in people.social_workers() if number != by]
    free = [] if by in taken else [(number, name) for number, name in colleagues if number not in taken]
    # Who was taken in a moment ago is still a choice, so that a second tap gets the same answer.
    form = TraineeForm(request.POST or None, colleagues=colleagues if request.method == "POST" else free)

    def effect() -> dict[str, str]:
        return {"id": str(supervision.begin(trainee=form.cleaned_data["colleague"], by=by))}

    if form.is_valid() and send(form, scope="referrals.trainees", by=by, effect=effect):
        messages.success(request, _("Noted. What she signs waits for your signature."))
        return redirect("referrals:trainees")
    names = people.names(number for each in pairs for number in (each.trainee_id, each.supervisor_id))
    context = {"form": form, "pairs": pairs, "names": names, "colleagues": free}
    return render(request, "referrals/trainees.html", context)


@requires(access.is_social_worker)
@require_POST
def trainee_end(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: supervision.end(supervision_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.trainee_end", about=number, effect=effect):
        messages.success(request, _("Ended. What waits for a signature still waits."))
    return redirect("referrals:trainees")


@requires(access.is_social_worker)
@require_POST
def interview_co_sign(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk

    def effect() -> dict[str, str]:
        return {"interview": str(supervision.co_sign(version_id=number, by=by).interview_id)}

    done = press(request, by=by, scope="referrals.co_sign", about=number, effect=effect)
    if done is None:
        return redirect("referrals:tasks")
    messages.success(request, _("Co-signed."))
    return redirect("referrals:interview_read", done.answer["interview"])
