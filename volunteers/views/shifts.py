"""What a volunteer does with shifts: today, the list, sign up, withdraw, arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.web import clock, wording
from coop.web.access import requires
from volunteers import access, door, offers, signups
from volunteers import weekly as every_week
from volunteers.forms import CodeForm, WeekFilter
from volunteers.models import Shift, SignUpState, WeeklyYes
from volunteers.views.tap import Request, submit, tap
from volunteers.wording import taken_weekly


@requires(access.takes_shifts)
@require_GET
def today(request: Request) -> HttpResponse:
    """The volunteer's first page: today's shift with its code field, and what comes next."""
    mine = offers.shifts_of_today(request.user)
    context = {
        "mine": mine,
        "code_style": "btn-second" if any(today.open_tasks for today in mine) else "btn-primary",
        "coming": offers.next_shifts(request.user, 3),
        "now": clock.now(),
        "form": CodeForm(),
    }
    return render(request, "volunteers/today.html", context)


@requires(access.takes_shifts)
@require_GET
def shifts(request: Request) -> HttpResponse:
    """The shifts of the next three weeks."""
    since = WeekFilter(request.GET).chosen()
    return render(
        request, "volunteers/shifts.html", {"offer": offers.offered_shifts(request.user, since), "since": since}
    )


@requires(access.takes_shifts)
@require_POST
def join(request: Request, pk: int) -> HttpResponse:
    """Take a place."""

    def effect() -> dict[str, object]:
        joined = signups.sign_up(shift_id=pk, person_id=request.user.pk, by=request.user.pk)
        return {"sign_up": joined.pk, "state": joined.state, "starts_at": joined.starts_at}

    try:
        done = tap(request, "volunteers.join", {"shift": pk}, effect)
    except Shift.DoesNotExist:
        raise Http404 from None
    if done:
        _say_joined(request, done.answer)
    return redirect("volunteers:shifts")


def _say_joined(request: Request, answer: dict[str, Any]) -> None:
    when = {"moment": wording.moment(datetime.fromisoformat(answer["starts_at"]))}
    if answer["state"] == SignUpState.SIGNED_UP:
        messages.success(request, _("You are signed up: %(moment)s.") % when)
    else:
        messages.warning(
            request, _("No place is free on %(moment)s. You are on the waiting list and will be told.") % when
        )


@requires(access.takes_shifts)
@require_POST
def leave(request: Request, pk: int) -> HttpResponse:
    """ "I can't come"."""
    sign_up = get_object_or_404(access.own_sign_ups(request.user), pk=pk)

    def effect() -> dict[str, object]:
        return {"sign_up": signups.withdraw(sign_up_id=sign_up.pk, by=request.user.pk).pk}

    if tap(request, "volunteers.leave", {"sign_up": sign_up.pk}, effect):
        messages.success(request, _("Thank you for saying so. Your place is offered on. Does another time suit you?"))
    return redirect("volunteers:shifts")


@requires(access.takes_shifts)
@require_POST
def weekly(request: Request, pk: int) -> HttpResponse:
    """The same shift every week, from this one on."""

    def effect() -> dict[str, object]:
        begun = every_week.begin(shift_id=pk, person_id=request.user.pk, by=request.user.pk)
        return {"weekly": begun.weekly.pk, "taken": begun.taken, "waiting": begun.waiting}

    try:
        done = tap(request, "volunteers.weekly", {"shift": pk}, effect)
    except Shift.DoesNotExist:
        raise Http404 from None
    if done:
        messages.success(request, taken_weekly(done.answer["taken"], done.answer["waiting"]))
    return redirect("volunteers:shifts")


@requires(access.takes_shifts)
@require_POST
def weekly_end(request: Request, pk: int) -> HttpResponse:
    """No longer every week. What was taken stays taken."""
    mine = get_object_or_404(WeeklyYes.objects.filter(person=request.user), pk=pk)

    def effect() -> dict[str, object]:
        return {"weekly": every_week.end(weekly_id=mine.pk, by=request.user.pk).pk}

    if tap(request, "volunteers.weekly_end", {"weekly": pk}, effect):
        messages.success(request, _("No new shifts are taken for you. Those you have stay yours."))
    return redirect("volunteers:shifts")


@requires(access.takes_shifts)
def arrive(request: Request) -> HttpResponse:
    """Type or scan the code at the room: in, and later out."""
    if request.method != "POST":
        form = CodeForm(initial={"code": request.GET.get("code", "")[:12]})
        return render(request, "volunteers/arrive.html", {"form": form})
    form = CodeForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]

        def effect() -> dict[str, object]:
            door.count_try(request.user.pk)
            return {"sign_up": door.arrive(person_id=request.user.pk, code=code).pk}

        if submit(request, form, "volunteers.arrive", {"code": code}, effect):
            messages.success(request, _("Noted. Thank you."))
            return redirect("volunteers:today")
    return render(request, "volunteers/arrive.html", {"form": form}, status=422)
