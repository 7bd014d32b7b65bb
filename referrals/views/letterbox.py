"""Messages: the social worker's page of one file, and the learner's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from referrals import access, letterbox, people
from referrals.forms.messages import AnswerForm, MessageForm
from referrals.views.mine import LEARNER, learner_only


@requires(access.is_social_worker)
def case_messages(request: SignedInRequest, number: UUID) -> HttpResponse:
    """What was said, and a short note to add. Reading takes the answer off the things to do."""
    by, form = request.user.pk, MessageForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        effect = lambda: {"message": str(letterbox.write(case_id=number, text=text, by=by))}  # noqa: E731
        if send(form, scope="referrals.message", about=number, by=by, effect=effect):
            messages.success(request, _("Sent. The mail says only that there is something new."))
            return redirect("referrals:case_messages", number)
    head, said = letterbox.read(case_id=number, by=by)
    context = {"form": form, "file": head, "said": said, "names": people.names(each.by for each in said)}
    return render(request, "referrals/case_messages.html", context)


@learner_only
def mine_messages(request: HttpRequest, learner: UUID) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        effect = lambda: {"message": str(letterbox.answer(case_id=learner, text=text))}  # noqa: E731
        if send(form, scope="referrals.answer", about=learner, by=LEARNER, effect=effect):
            messages.success(request, _("Sent."))
            return redirect("referrals:mine_messages")
    said = letterbox.own(case_id=learner)
    context = {"form": form, "said": said, "names": people.names(each.by for each in said)}
    return render(request, "referrals/mine_messages.html", context)
