"""The social worker's morning: agenda, queue, what is to be done; and what one does with a request or an appointment."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coop.accounts import sealed_codes
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.forms import FilterForm
from coop.web.idempotency import Once
from coop.web.sending import PressForm, press
from referrals import access, appointments, cases, day
from referrals import queue as requests_of
from referrals.forms.appointments import BookForm
from referrals.models import Appointment, FollowUp
from referrals.models.requests import Urgency
from referrals.views.about import about_file


class WeekForm(FilterForm):
    start = forms.DateField(required=False)


def _groups(waiting: list[requests_of.Waiting]) -> list[tuple[str, str, list[requests_of.Waiting]]]:
    grouped = [
        (value, str(label), [each for each in waiting if each.urgency == value]) for value, label in Urgency.choices
    ]
    return [group for group in grouped if group[2]]


@requires(access.is_social_worker)
def morning(request: SignedInRequest) -> HttpResponse:
    today = day.morning(by=request.user.pk)
    context = {"morning": today, "groups": _groups(today.waiting), "now": clock.now(), "press": PressForm()}
    context["no_envelope"] = sealed_codes.are_missing(user=request.user.pk)
    return render(request, "referrals/morning.html", context)


@requires(access.is_social_worker)
def agenda(request: SignedInRequest) -> HttpResponse:
    form = WeekForm(request.GET)
    start = (form.cleaned_data["start"] if form.is_valid() else None) or clock.today()
    week = timedelta(days=7)
    context = {
        "days": day.agenda(by=request.user.pk, start=start),
        "start": start,
        "before": start - week,
        "after": start + week,
        "press": PressForm(),
    }
    return render(request, "referrals/agenda.html", context)


@requires(access.is_social_worker)
def queue(request: SignedInRequest) -> HttpResponse:
    waits = day.who_waits(by=request.user.pk)
    context = {"waits": waits, "groups": _groups(waits.requests), "press": PressForm()}
    return render(request, "referrals/queue.html", context)


@requires(access.is_social_worker)
def tasks(request: SignedInRequest) -> HttpResponse:
    """What is to be done; whoever had something that is recalled stands apart, because there may be many of them at once."""
    found = day.to_do(by=request.user.pk)
    recalls = [each for each in found if each.kind == FollowUp.Kind.RECALL]
    others = [each for each in found if each.kind != FollowUp.Kind.RECALL]
    return render(request, "referrals/tasks.html", {"to_do": others, "recalls": recalls, "press": PressForm()})


@requires(access.is_social_worker)
def request(request: SignedInRequest, number: UUID) -> HttpResponse:
    waiting = day.one_request(request_id=number, by=request.user.pk)
    words = _("CO’OP: somebody left this number with us. Was it you? Answer yes or no. After a no it is erased.")
    return render(request, "referrals/request.html", {"waiting": waiting, "press": PressForm(), "first_words": words})


@requires(access.is_social_worker)
@require_POST
def request_take(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: {"case": str(requests_of.take(request_id=number, by=by))}  # noqa: E731
    return _into_the_file(press(request, by=by, scope="referrals.take", about=number, effect=effect))


@requires(access.is_social_worker)
@require_POST
def request_join(request: SignedInRequest, number: UUID, case: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: {"case": str(requests_of.join(request_id=number, case_id=case, by=by))}  # noqa: E731
    return _into_the_file(press(request, by=by, scope="referrals.join", about=f"{number} {case}", effect=effect))


def _into_the_file(done: Once | None) -> HttpResponse:
    return redirect("referrals:case", done.answer["case"]) if done else redirect("referrals:queue")


@requires(access.is_social_worker)
@require_POST
def request_contacted(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: requests_of.contacted(request_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.contacted", about=number, effect=effect):
        messages.success(request, _("Noted: you have been in touch."))
    return redirect(_back(request, "referrals:queue"))


@requires(access.is_social_worker)
@require_POST
def request_close(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: requests_of.close(request_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.close", about=number, effect=effect):
        messages.success(request, _("The request is closed."))
    return redirect(_back(request, "referrals:queue"))


@requires(access.is_social_worker)
def appointment_book(request: SignedInRequest, number: UUID) -> HttpResponse:
    """One of her free times, or a time that she types."""
    by, head = request.user.pk, cases.head(case_id=number, by=request.user.pk)
    form = BookForm(request.POST or None, slots=appointments.free_slots_of(user=by))

    def effect() -> dict[str, str]:
        starts_at, minutes = form.time()
        mode = form.cleaned_data["mode"]
        booked = appointments.book(case_id=number, starts_at=starts_at, minutes=minutes, mode=mode, by=by)
        return {"id": str(booked)}

    return about_file(request, form, head=head, name="appointment_book", effect=effect, said=_("Booked."))


@requires(access.is_social_worker)
@require_POST
def appointment_settle(request: SignedInRequest, number: UUID, state: str) -> HttpResponse:
    if state not in Appointment.State.values:
        raise Http404
    by = request.user.pk
    effect = lambda: appointments.settle(appointment_id=number, state=state, by=by)  # noqa: E731
    press(request, by=by, scope="referrals.settle", about=f"{number} {state}", effect=effect)
    return redirect(_back(request, "referrals:morning"))


@requires(access.is_social_worker)
@require_POST
def task_done(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    press(request, by=by, scope="referrals.done", about=number, effect=lambda: cases.done(follow_up_id=number, by=by))
    return redirect(_back(request, "referrals:tasks"))


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where the button was, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    return wanted if wanted.startswith("/cases/") and "\\" not in wanted else otherwise
