"""/ask/: in public, under a minute, the same answer for everybody."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from coop.web.access import public
from coop.web.errors import Refusal
from coop.web.requests import address_of
from coop.web.sending import send
from referrals import appointments, asking, limits, outreach, people
from referrals.forms.requests import AskForm
from referrals.session import DEVICE, YEAR

MANY = 500


@public
def ask(request: HttpRequest) -> HttpResponse:
    slots = appointments.free_slots(limit=MANY if request.method == "POST" else 2)
    form = AskForm(request.POST or None, slots=slots)
    if request.method == "POST" and form.is_valid() and _send(request, form):
        return redirect("referrals:asked")
    answer = render(request, "referrals/ask.html", {"form": form, **_around()})
    if DEVICE not in request.COOKIES:
        answer.set_cookie(
            DEVICE, uuid.uuid4().hex, max_age=YEAR, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
    return _unkept(answer)


@public
def asked(request: HttpRequest) -> HttpResponse:
    return _unkept(render(request, "referrals/asked.html", _around()))


def _send(request: HttpRequest, form: AskForm) -> bool:
    address = address_of(request)
    device = request.COOKIES.get(DEVICE, "")[:64] or f"{address} {request.META.get('HTTP_USER_AGENT', '')}"
    try:
        limits.knock("ask", device=device, address=address)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return send(form, scope="referrals.ask", by="public", effect=lambda: _ask(form)) is not None


def _ask(form: AskForm) -> None:
    slot, said = form.wish(), form.cleaned_data
    asking.ask(
        who=form.identity(),
        reach_by=said["reach_by"],
        when=said["when"],
        language=get_language() or "fr",
        wish=asking.Wish(slot.social_worker_id, slot.starts_at, slot.ends_at) if slot else None,
    )


def _around() -> dict[str, object]:
    workers = people.social_workers()
    return {"worker": workers[0][1] if len(workers) == 1 else "", "contacts": outreach.contacts()}


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer
