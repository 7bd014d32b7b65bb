"""Codes that leave the learner's page: passed on, as a picture, on a card; and a new one after a lost phone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.qr import data_uri
from coop.web.sending import PressForm, press
from referrals import access, cards, cases, learners
from referrals.views.mine import LEARNER, learner_only


@learner_only
def mine_pass_on(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Somebody comes instead: a code of their own, told once to them; or none any more."""
    if request.method == "POST":
        verb = cards.take_back if request.POST.get("back") else cards.pass_on
        name = "take_back" if request.POST.get("back") else "pass_on"
        effect = lambda: verb(case_id=learner)  # noqa: E731
        if press(request, by=LEARNER, scope="referrals.pass_on", about=learner, effect=effect, act=name):
            return redirect("referrals:mine_pass_on")
    context = {"page": learners.page(case_id=learner), "press": PressForm()}
    return render(request, "referrals/mine_pass_on.html", context)


@learner_only
@require_safe
def mine_picture(request: HttpRequest, learner: UUID) -> HttpResponse:
    """The code as a picture, for a phone without network."""
    page = learners.page(case_id=learner)
    if not page.shows_code or page.code is None:
        raise Http404
    picture = render_to_string("referrals/mine_picture.svg", {"page": page, "scan": data_uri(page.code["code"])})
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Content-Disposition"] = 'attachment; filename="coop.svg"'
    return answer


@requires(access.is_social_worker)
@require_safe
def case_card(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The codes of the coming weeks, for somebody without phone or mail."""
    by = request.user.pk
    context = {
        "file": cases.head(case_id=number, by=by),
        "lines": cards.card(case_id=number, by=by),
        "press": PressForm(),
    }
    return render(request, "referrals/case_card.html", context)


@requires(access.is_social_worker)
@require_POST
def case_card_draw(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    effect = lambda: {"made": cards.draw(case_id=number, by=by)}  # noqa: E731
    if done := press(request, by=by, scope="referrals.card", about=number, effect=effect):
        made = done.answer["made"]
        said = ngettext("%(n)s code is drawn.", "%(n)s codes are drawn.", made) % {"n": made}
        messages.success(request, said if made else _("Every coming week has its code."))
    return redirect("referrals:case_card", number)


@requires(access.is_social_worker)
@require_POST
def case_code(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The phone is lost: she sees who it is, and gives a new code."""
    by = request.user.pk
    effect = lambda: cards.replace(case_id=number, by=by)  # noqa: E731
    if press(request, by=by, scope="referrals.code", about=number, effect=effect):
        messages.success(request, _("A new code is there. The old one opens nothing any more."))
    return redirect("referrals:case_card", number)


@requires(access.is_social_worker)
@require_safe
def case_card_paper(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The card as PDF, to cut out."""
    try:
        content = cards.printed(case_id=number, by=request.user.pk, language=request.LANGUAGE_CODE)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("referrals:case_card", number)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="coop.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer
