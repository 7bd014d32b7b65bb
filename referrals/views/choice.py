"""/mine/choice/: what is in the bag, until the cut-off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.web.sending import PressForm, press, send
from pantry.errors import PlanChanged
from referrals import choice
from referrals.forms.choice import NOTHING, InsteadForm
from referrals.views.mine import LEARNER, learner_only


@learner_only
@require_safe
def mine_choice(request: HttpRequest, learner: UUID) -> HttpResponse:
    return render(request, "referrals/mine_choice.html", {"bag": choice.bag(case_id=learner), "press": PressForm()})


@learner_only
def mine_instead(request: HttpRequest, learner: UUID, line: int) -> HttpResponse:
    """Something else for one line, or nothing."""
    bag = choice.bag(case_id=learner)
    item = next((item for item in bag.items if item.line == line), None) if bag else None
    if item is None:
        if request.method != "POST":  # the second of two taps came to its page already
            messages.warning(request, str(PlanChanged()))
        return redirect("referrals:mine_choice")
    form = InsteadForm(request.POST or None, item=item)

    def effect() -> None:
        instead = form.cleaned_data["instead"]
        if instead == NOTHING:
            choice.decline(case_id=learner, line_id=line)
        else:
            choice.swap(case_id=learner, line_id=line, product_id=int(instead))

    if form.is_valid() and send(form, scope="referrals.instead", by=LEARNER, about=f"{learner} {line}", effect=effect):
        messages.success(request, _("Changed. It stays so."))
        return redirect("referrals:mine_choice")
    return render(request, "referrals/mine_instead.html", {"form": form, "bag": bag, "item": item})


@learner_only
@require_POST
def mine_take(request: HttpRequest, learner: UUID, product: int) -> HttpResponse:
    """What was left out, after all."""
    effect = lambda: choice.take_after_all(case_id=learner, product_id=product)  # noqa: E731
    if press(request, by=LEARNER, scope="referrals.take", about=f"{learner} {product}", effect=effect):
        messages.success(request, _("It is in the bag again."))
    return redirect("referrals:mine_choice")
