"""People's rights: what the circle has to answer, and what a learner asks on their own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coop.documents import pdf
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.sending import press, send
from referrals import access, authorities, learners, outcomes, own_copy, retention, rights, rights_requests
from referrals.rights_forms import AccessAnswerForm, AnswerForm, AskRightForm, ExtendForm, NoteRightForm
from referrals.views.mine import LEARNER, learner_only


@requires(access.is_social_worker)
@require_safe
def people_rights(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer, the most pressing first."""
    return render(request, "referrals/people_rights.html", {"waiting": rights_requests.waiting(by=request.user.pk)})


@requires(access.is_social_worker)
def case_right(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Note a request that did not come through the own page."""
    by, form = request.user.pk, NoteRightForm(request.POST or None, initial={"received_on": clock.today()})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("kind", "received_on", "words")}
        done = send(
            form,
            scope="referrals.right",
            by=by,
            about=number,
            effect=lambda: {"number": rights_requests.note(case_id=number, by=by, **said)},
        )
        if done is not None:
            messages.success(request, _("Noted as %(number)s. The clock runs.") % done.answer)
            return redirect("referrals:people_rights")
    file = retention.what_goes(case_id=number, by=by)
    context = {"form": form, "file": file, "number": number, "left_out": file.left_out}
    return render(request, "referrals/case_right.html", context)


@requires(access.is_social_worker)
def right_extend(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, form = request.user.pk, ExtendForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        done = send(
            form,
            scope="referrals.right_extend",
            by=by,
            about=number,
            effect=lambda: rights_requests.extend(request_id=number, why=why, by=by),
        )
        if done is not None:
            messages.success(request, _("Two months more. Tell the person why."))
            return redirect("referrals:people_rights")
    return render(request, "referrals/right_extend.html", {"form": form})


@requires(access.is_social_worker)
def right_answer(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    form, before = _answer_form(request, number)

    def effect() -> None:
        said = form.cleaned_data
        reports = authorities.Copy(said["reports"] == "shared", said["why"]) if "reports" in said else None
        rights_requests.answer(request_id=number, outcome=said["outcome"], reports=reports, by=by)

    done = send(form, scope="referrals.right_answer", by=by, about=number, effect=effect) if form.is_valid() else None
    if done is not None:
        messages.success(request, _("Noted: answered."))
        return redirect("referrals:people_rights")
    return render(request, "referrals/right_answer.html", {"form": form, "before": before})


def _answer_form(request: SignedInRequest, number: UUID) -> tuple[AnswerForm, authorities.Copy | None]:
    """Somebody who wants to read a file with reports to an authority: what to do with those is asked too."""
    by = request.user.pk
    try:
        case_id = rights_requests.may_hold_reports(request_id=number, by=by)
    except Refusal:  # answered meanwhile: the verb says so when it is sent
        case_id = None
    there, before = authorities.about_copy(case_id=case_id, by=by) if case_id else (False, None)
    return (AccessAnswerForm if there else AnswerForm)(request.POST or None), before


@requires(access.is_social_worker)
@require_safe
def case_paper(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Everything kept about the person, on paper, to hand over to them."""
    retention.what_goes(case_id=number, by=request.user.pk)
    return _paper(rights.export(case_id=number, by=request.user.pk))


@learner_only
@require_safe
def mine_paper(request: HttpRequest, learner: UUID) -> HttpResponse:
    return _paper(rights.own_data(case_id=learner))


@learner_only
def mine_rights(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Which right, one tap; the number and the day of the answer."""
    form = AskRightForm(request.POST or None)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        done = send(
            form,
            scope="referrals.mine_right",
            by=LEARNER,
            about=learner,
            effect=lambda: {"number": rights_requests.ask(case_id=learner, kind=kind)},
        )
        if done is not None:
            messages.success(request, _("Asked. Your number is %(number)s.") % done.answer)
            return redirect("referrals:mine_rights")
    asked, left_out = rights_requests.of_learner(case_id=learner), outcomes.is_left_out(case_id=learner)
    context = {"form": form, "asked": asked, "left_out": left_out}
    return render(request, "referrals/mine_rights.html", context)


@learner_only
def mine_stop(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Stop everything: said once more, then done."""
    if request.method != "POST":
        lent = any(line.decision.is_lent for line in learners.page(case_id=learner).also)
        return render(request, "referrals/mine_stop.html", {"lent": lent})
    done = press(
        request,
        scope="referrals.mine_stop",
        by=LEARNER,
        about=learner,
        effect=lambda: {"number": rights_requests.stop_everything(case_id=learner)},
    )
    if done is None:
        return redirect("referrals:mine_stop")
    messages.success(request, _("It has stopped. Your number is %(number)s.") % done.answer)
    return redirect("referrals:mine_rights")


def _paper(copy: dict) -> HttpResponse:
    context = {"parts": own_copy.parts(copy), "about": own_copy.about(), "title": _("What CO’OP keeps about you")}
    content = pdf.render("referrals/own_copy_pdf.html", context, get_language() or "fr")
    head = {"Content-Disposition": 'attachment; filename="coop.pdf"', "Cache-Control": "no-store, private"}
    return HttpResponse(content, content_type="application/pdf", headers=head)
