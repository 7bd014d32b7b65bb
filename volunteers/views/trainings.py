"""Trainings as everybody with a role sees them: one's qualifications, the coming dates, a place on one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.web.access import requires
from volunteers import access, signups, training_pages
from volunteers.models import SignUpState, TrainingDate
from volunteers.views.tap import Request, tap


@requires(access.is_trained)
@require_GET
def trainings(request: Request) -> HttpResponse:
    """What I am trained for, and the next dates."""
    return render(request, "volunteers/trainings.html", {"my": training_pages.my_trainings(request.user)})


@requires(access.is_trained)
@require_POST
def training_join(request: Request, pk: int) -> HttpResponse:
    """Take a place on a training."""
    date, me = get_object_or_404(TrainingDate, pk=pk), request.user.pk

    def effect() -> dict[str, object]:
        joined = signups.sign_up(shift_id=date.shift_id, person_id=me, by=me)
        return {"sign_up": joined.pk, "state": joined.state}

    if done := tap(request, "volunteers.training_join", {"training": pk}, effect):
        if done.answer["state"] == SignUpState.SIGNED_UP:
            messages.success(request, _("You are signed up."))
        else:
            messages.warning(request, _("No place is free. You are on the waiting list and will be told."))
    return redirect("volunteers:trainings")


@requires(access.is_trained)
@require_POST
def training_leave(request: Request, pk: int) -> HttpResponse:
    """ "I can't come"."""
    mine = get_object_or_404(access.own_trainings(request.user), pk=pk)

    def effect() -> dict[str, object]:
        return {"sign_up": signups.withdraw(sign_up_id=mine.pk, by=request.user.pk).pk}

    if tap(request, "volunteers.training_leave", {"sign_up": pk}, effect):
        messages.success(request, _("Thank you for saying so. Your place is offered on. Does another time suit you?"))
    return redirect("volunteers:trainings")
