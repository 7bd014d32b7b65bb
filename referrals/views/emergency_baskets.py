"""/emergency-basket/: a coordinator types, and reads one answer; and how a social worker settles it later."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.sending import send
from pantry.at_once import Given
from referrals import access, emergency_baskets, emergency_grants, outreach, people
from referrals.forms.emergency_baskets import EmergencyBasketForm, SettleForm


@requires(access.may_give_at_once)
def emergency_basket(request: SignedInRequest) -> HttpResponse:
    by, form = request.user.pk, EmergencyBasketForm(request.POST or None)
    given: list[Given] = []

    def effect() -> dict[str, int]:
        said = form.cleaned_data
        one = emergency_baskets.ask(who=form.identity(), persons=said["persons"], cooking=said["cooking"], by=by)
        given.extend([one] if one else [])
        return {"basket": one.basket_id, "day": one.distribution_id, "number": one.number} if one else {}

    done = send(form, scope="referrals.emergency_basket", by=by, effect=effect) if form.is_valid() else None
    here = emergency_baskets.here()
    if done is None:
        return render(request, "referrals/emergency_basket.html", {"form": form, "here": here})
    code = given[0].code if given else _again(done.answer.get("basket"), by)
    context = {"granted": done.answer, "code": code, "here": here, "contacts": outreach.contacts()}
    return render(request, "referrals/emergency_basket_answer.html", context)


def _again(basket_id: int | None, by: int) -> object:
    """The second of two taps: the first answer was lost on the way."""
    try:
        return emergency_baskets.code_again(basket_id=basket_id, by=by) if basket_id else None
    except Refusal:
        return None


@requires(access.is_social_worker)
def emergency_grant(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Whom it was for, and where it belongs."""
    by = request.user.pk
    try:
        waiting = emergency_grants.waiting(grant_id=number, by=by)
    except Refusal as refusal:
        messages.info(request, refusal.message)
        return redirect("referrals:tasks")
    form = SettleForm(request.POST or None, waiting=waiting)
    effect = lambda: {"case": str(_settled(number, form.cleaned_data["into"], by) or "")}  # noqa: E731
    done = send(form, scope="referrals.settle", about=number, by=by, effect=effect) if form.is_valid() else None
    if done is None:
        names = people.names([waiting.granted_by])
        return render(request, "referrals/emergency_grant.html", {"form": form, "waiting": waiting, "names": names})
    messages.success(request, _("Settled."))
    return redirect("referrals:case", done.answer["case"]) if done.answer["case"] else redirect("referrals:tasks")


def _settled(number: UUID, into: str, by: int) -> UUID | None:
    if into == SettleForm.NONE:
        emergency_grants.let_go(grant_id=number, by=by)
        return None
    if into == SettleForm.NEW:
        return emergency_grants.open_file(grant_id=number, by=by)
    return emergency_grants.put_into(grant_id=number, case_id=UUID(into), by=by)
