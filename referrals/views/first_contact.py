"""The first contact: the social worker's tries, and the page on which somebody answers a first message."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coop.web.access import SignedInRequest, public, requires
from coop.web.errors import Refusal
from coop.web.sending import PressForm, press, send
from referrals import access, day, first_contact


@requires(access.is_social_worker)
@require_POST
def request_write(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The first message, by mail."""
    by = request.user.pk
    effect = lambda: first_contact.write(request_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.write", about=number, effect=effect):
        messages.success(request, _("Sent. Their answer shows here."))
    return redirect("referrals:request", number)


@requires(access.is_social_worker)
@require_POST
def request_tried(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: first_contact.note_try(request_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.tried", about=number, effect=effect):
        messages.success(request, _("Noted: you tried."))
    return redirect("referrals:request", number)


@requires(access.is_social_worker)
def request_disown(request: SignedInRequest, number: UUID) -> HttpResponse:
    """They had not asked: said once more, then erased."""
    by = request.user.pk
    if request.method != "POST":
        waiting = day.one_request(request_id=number, by=by)
        return render(request, "referrals/request_disown.html", {"waiting": waiting})
    effect = lambda: first_contact.disown(request_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.disown", about=number, effect=effect):
        messages.success(request, _("Erased. Nothing that was typed is kept."))
    return redirect("referrals:queue")


@public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Was it you? Two buttons; a link that was used or is too old says so, and nothing else."""
    form, said = PressForm(request.POST or None), request.POST.get("answer", "")
    verb = {"yes": first_contact.it_was_me, "no": first_contact.not_me}.get(said)
    context: dict[str, object] = {"form": form}
    try:
        if verb and form.is_valid():
            effect = lambda: verb(token=token)  # noqa: E731
            if send(form, by="public", scope="referrals.answer", about=token, answer=said, effect=effect):
                return render(request, "referrals/answer.html", {"said": said})
        context["question"] = first_contact.question(token=token)
    except Refusal as refusal:
        context["ended"] = refusal.message
    return render(request, "referrals/answer.html", context)
