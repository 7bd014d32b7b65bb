"""/mine/: the learner's own page, opened with a code by mail and closed after half an hour."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.school.settings import school
from coop.web.access import public
from coop.web.errors import Refusal
from coop.web.requests import address_of
from coop.web.sending import PressForm, press, send
from referrals import appointments, learners, limits, openings, pauses, people, rights, session, wishes
from referrals.access import a_learner_who_signed_in
from referrals.forms.messages import WishesForm
from referrals.forms.mine import AddressForm, ChooseForm, CodeForm

ATTEMPT = "coop_attempt"
QUARTER = 15 * 60
LEARNER = "learner"
"""Under what a learner's forms are kept: never an account that happens to be open in the same browser."""


def learner_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The session of the learner, or the page to open one. Staff accounts open nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        learner = session.learner_of(request)
        answer = redirect("referrals:mine_sign_in") if learner is None else view(request, learner, *args, **kwargs)
        answer["Cache-Control"] = "no-store, private"
        return answer

    guarded.access_rule = a_learner_who_signed_in  # type: ignore[attr-defined]
    return guarded


@learner_only
def mine(request: HttpRequest, learner: UUID) -> HttpResponse:
    page = learners.page(case_id=learner)
    return render(request, "referrals/mine.html", {"page": page, "press": PressForm()})


@learner_only
def mine_appointment(request: HttpRequest, learner: UUID) -> HttpResponse:
    page = learners.page(case_id=learner)
    number = page.appointment.social_worker_id if page.appointment else None
    worker = people.names([number]).get(number, "") if number else ""
    context = {"page": page, "worker": worker, "press": PressForm()}
    return render(request, "referrals/mine_appointment.html", context)


@learner_only
def mine_choose(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Take a free time; what was booked before is given back."""
    page, slots = learners.page(case_id=learner), appointments.free_slots_for(case_id=learner)
    if request.method == "POST" and page.appointment:  # the second of two taps: the time is theirs already
        slots.append(appointments.Slot.of(page.appointment))
    form = ChooseForm(request.POST or None, slots=slots)

    def effect() -> dict[str, str]:
        mode = form.cleaned_data["mode"]
        return {"id": str(appointments.choose(case_id=learner, slot=form.chosen(), mode=mode))}

    if form.is_valid() and send(form, scope="referrals.choose", by=LEARNER, about=learner, effect=effect):
        messages.success(request, _("Noted. This time is yours."))
        return redirect("referrals:mine_appointment")
    return render(request, "referrals/mine_choose.html", {"form": form, "page": page})


@learner_only
def mine_me(request: HttpRequest, learner: UUID) -> HttpResponse:
    return render(request, "referrals/mine_me.html", {"page": learners.page(case_id=learner), "press": PressForm()})


@learner_only
@require_safe
def mine_opened(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Who opened the file, by role and day."""
    context = {"openings": openings.own(case_id=learner), "contact": school().data_protection_contact}
    return render(request, "referrals/mine_opened.html", context)


@learner_only
def mine_wishes(request: HttpRequest, learner: UUID) -> HttpResponse:
    form = WishesForm(request.POST or None, initial={"dislikes": sorted(wishes.own(case_id=learner))})
    if form.is_valid():
        wanted = frozenset(form.cleaned_data["dislikes"])
        effect = lambda: wishes.keep(case_id=learner, dislikes=wanted)  # noqa: E731
        if send(form, scope="referrals.wishes", about=learner, by=LEARNER, effect=effect):
            messages.success(request, _("Kept, from the next plan on."))
            return redirect("referrals:mine_wishes")
    context = {"form": form, "page": learners.page(case_id=learner)}
    return render(request, "referrals/mine_wishes.html", context)


@learner_only
@require_POST
def mine_notice(request: HttpRequest, learner: UUID) -> HttpResponse:
    """A mail before help ends, or none: the button says the other of the two."""
    wanted = request.POST.get("wanted") == "yes"
    effect = lambda: learners.want_notice(case_id=learner, wanted=wanted)  # noqa: E731
    if press(request, by=LEARNER, scope="referrals.notice", about=learner, effect=effect, wanted=wanted):
        messages.success(request, _("Noted."))
    return redirect("referrals:mine_me")


@learner_only
def mine_data(request: HttpRequest, learner: UUID) -> HttpResponse:
    answer = JsonResponse(rights.own_data(case_id=learner), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="coop.json"'
    return answer


@learner_only
def mine_skip(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Not this week: asked once more, then done. No reason."""
    page = learners.page(case_id=learner)
    if request.method != "POST" or page.next_pickup is None:
        return render(request, "referrals/mine_skip.html", {"page": page, "press": PressForm()})
    pickup = page.next_pickup
    done = press(
        request,
        by=LEARNER,
        scope="referrals.skip",
        about=f"{learner} {pickup.distribution_id}",
        effect=lambda: pauses.not_this_week(case_id=learner, distribution_id=pickup.distribution_id, on=pickup.date),
    )
    if done:
        messages.success(request, _("Noted. The week after stays planned."))
    return redirect("referrals:mine")


@learner_only
def mine_cancel(request: HttpRequest, learner: UUID, number: UUID) -> HttpResponse:
    if request.method == "POST":
        done = press(
            request,
            by=LEARNER,
            scope="referrals.cancel",
            about=f"{learner} {number}",
            effect=lambda: appointments.cancel_own(case_id=learner, appointment_id=number),
        )
        if done:
            messages.success(request, _("Cancelled. The time is free again."))
    return redirect("referrals:mine_appointment")


@public
def mine_sign_in(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            limits.knock("mine", device=form.cleaned_data["email"].casefold(), address=address_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            number = learners.send_code(address=form.cleaned_data["email"], language=get_language() or "fr")
            answer = redirect("referrals:mine_code")
            secure = request.is_secure()
            answer.set_cookie(
                ATTEMPT, str(number), max_age=QUARTER, httponly=True, secure=secure, samesite="Lax", path="/mine/"
            )
            return answer
    return _unkept(render(request, "referrals/mine_sign_in.html", {"form": form}))


@public
def mine_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            token = learners.sign_in(attempt_id=_attempt(request), code=form.cleaned_data["code"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            answer = redirect("referrals:mine")
            answer.delete_cookie(ATTEMPT, path="/mine/", samesite="Lax")
            return session.keep(answer, token)
    return _unkept(render(request, "referrals/mine_code.html", {"form": form}))


@public
def mine_sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        learners.sign_out(session.token_of(request))
    return session.drop(redirect("referrals:mine_sign_in")) if request.method == "POST" else redirect("web:home")


def _attempt(request: HttpRequest) -> UUID:
    try:
        return UUID(request.COOKIES.get(ATTEMPT, ""))
    except ValueError:
        return UUID(int=0)


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer
