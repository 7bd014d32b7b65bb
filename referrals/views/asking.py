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
from referrals.errors import NobodyReads
from referrals.forms.requests import AskForm
from referrals.session import DEVICE, YEAR

MANY = 500


@public
def ask(request: HttpRequest) -> HttpResponse:
    slots = appointments.free_slots(limit=MANY if request.method == "POST" else 2)
    form = AskForm(request.POST or None, slots=slots)
    around = _around()
    if request.method == "POST" and form.is_valid() and _send(request, form, is_read=around["is_read"]):
        return redirect("referrals:asked")
    answer = render(request, "referrals/ask.html", {"form": form, **around})
    if DEVICE not in request.COOKIES:
        answer.set_cookie(
            DEVICE, uuid.uuid4().hex, max_age=YEAR, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
    return _unkept(answer)


@public
def asked(request: HttpRequest) -> HttpResponse:
    return _unkept(render(request, "referrals/asked.html", _around()))


def _send(request: HttpRequest, form: AskForm, *, is_read: object) -> bool:
    """Refuses aloud, and before anything else, what nobody would read."""
    if not is_read:
        form.refuse(NobodyReads())
        return False
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
    alone = workers[0][1] if len(workers) == 1 else ""
    return {"worker": alone, "is_read": bool(workers), "contacts": outreach.contacts()}


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer
