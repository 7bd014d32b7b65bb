"""Did it help? The steps of a comparison, from its definition to its counts. The files live in the page between the steps."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.sending import press, send
from referrals import access, outcomes, outcomes_files, outcomes_run, school_columns
from referrals.forms.outcomes import ColumnsForm, DecideForm, DefineForm, FilesForm, SealedForm
from referrals.views.mine import LEARNER, learner_only


@requires(access.is_social_worker)
def comparisons(request: SignedInRequest) -> HttpResponse:
    """What was asked of the figures so far, and the definition of the next question."""
    by, (starts, ends) = request.user.pk, outcomes.offered()
    form = DefineForm(request.POST or None, initial={"starts": starts, "ends": ends})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("starts", "ends")}
        done = send(
            form,
            scope="referrals.comparison",
            by=by,
            effect=lambda: {"comparison": str(outcomes.define(**said, by=by).id)},
        )
        if done is not None:
            return redirect("referrals:comparison", done.answer["comparison"])
    return render(request, "referrals/comparisons.html", {"form": form, "known": outcomes.comparisons(by=by)})


@requires(access.is_social_worker)
def comparison(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Choose the files. They are read in memory; the next page carries them."""
    by, form = request.user.pk, FilesForm(request.POST or None, request.FILES or None)
    try:
        wanted = outcomes.waiting(comparison_id=number, by=by)
    except outcomes.AlreadyMeasured:
        return redirect("reports:outcomes")
    if form.is_valid():
        try:
            files = outcomes_files.received(form.uploads())
            sealed = outcomes_files.seal(files, comparison=number, by=by)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            columns = ColumnsForm(None, files=files, sealed=sealed)
            return render(request, "referrals/comparison_columns.html", {"form": columns, "wanted": wanted})
    return render(request, "referrals/comparison.html", {"form": form, "wanted": wanted})


@requires(access.is_social_worker)
def comparison_columns(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Which column is what; then what was read and who is who."""
    by, carried = request.user.pk, SealedForm(request.POST or None)
    if not carried.is_valid():
        return redirect("referrals:comparison", number)
    try:
        files = outcomes_files.unseal(carried.cleaned_data["sealed"], comparison=number, by=by)
        form = ColumnsForm(request.POST, files=files, sealed=carried.cleaned_data["sealed"])
        if not form.is_valid():
            wanted = outcomes.waiting(comparison_id=number, by=by)
            return render(request, "referrals/comparison_columns.html", {"form": form, "wanted": wanted})
        sealed = outcomes_files.seal(form.mapped(), comparison=number, by=by)
        prepared = outcomes_run.prepare(comparison_id=number, files=files, by=by)
    except Refusal as refusal:
        return _back(request, number, refusal)
    decide = DecideForm(None, doubts=prepared.doubts, sealed=sealed)
    return render(request, "referrals/comparison_decide.html", {"form": decide, "prepared": prepared})


@requires(access.is_social_worker)
def comparison_measure(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Compare and keep the counts, once."""
    by, carried = request.user.pk, SealedForm(request.POST or None)
    if not carried.is_valid():
        return redirect("referrals:comparison", number)
    try:
        files = outcomes_files.unseal(carried.cleaned_data["sealed"], comparison=number, by=by)
        prepared = outcomes_run.prepare(comparison_id=number, files=files, by=by)
    except outcomes.AlreadyMeasured:
        return redirect("reports:outcomes")
    except Refusal as refusal:
        return _back(request, number, refusal)
    form = DecideForm(request.POST, doubts=prepared.doubts, sealed=carried.cleaned_data["sealed"])
    if form.is_valid():

        def effect() -> dict[str, bool]:
            return {"enough": outcomes_run.measure(prepared=prepared, decided=form.decided(), by=by)}

        if done := send(form, scope="referrals.measure", by=by, about=number, effect=effect):
            messages.success(request, _SAID[bool(done.answer["enough"])]())
            return redirect("reports:outcomes")
    return render(request, "referrals/comparison_decide.html", {"form": form, "prepared": prepared})


_SAID = {
    True: lambda: _("Measured. The files are forgotten; only counts are kept."),
    False: lambda: _("Measured: not enough people yet to say. The files are forgotten."),
}


def _back(request: HttpRequest, number: UUID, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusal.message)
    return redirect("referrals:comparison", number)


@requires(access.is_social_worker)
@require_POST
def comparison_drop(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    done = press(
        request,
        scope="referrals.comparison_drop",
        by=by,
        about=number,
        effect=lambda: outcomes.drop(comparison_id=number, by=by),
    )
    if done is not None:
        messages.success(request, _("Dropped. Nothing was measured."))
    return redirect("referrals:comparisons")


@requires(access.is_social_worker)
@require_safe
def comparison_template(request: SignedInRequest, kind: str) -> HttpResponse:
    """An empty table with the names of the columns, as a spreadsheet opens it."""
    if kind not in outcomes_files.KINDS:
        raise Http404
    paper = io.StringIO()
    paper.write("\ufeff")
    csv.writer(paper, delimiter=";").writerows(school_columns.template(outcomes_files.KINDS[kind]))
    head = {"Content-Disposition": f'attachment; filename="coop-{kind}.csv"'}
    return HttpResponse(paper.getvalue(), content_type="text/csv; charset=utf-8", headers=head)


@requires(access.is_social_worker)
@require_POST
def case_compared(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The person told us that they do not want to be counted, or that they do again."""
    by, verb = request.user.pk, outcomes.count_again if "again" in request.POST else outcomes.leave_out
    done = press(
        request,
        scope=f"referrals.compared.{verb.__name__}",
        by=by,
        about=number,
        effect=lambda: verb(case_id=number, by=by),
    )
    if done is not None:
        messages.success(request, _("Noted."))
    return redirect("referrals:case_right", number)


@learner_only
@require_POST
def mine_compared(request: HttpRequest, learner: UUID) -> HttpResponse:
    verb = outcomes.count_me_again if "again" in request.POST else outcomes.leave_me_out
    press(
        request,
        scope=f"referrals.mine_compared.{verb.__name__}",
        by=LEARNER,
        about=learner,
        effect=lambda: verb(case_id=learner),
    )
    return redirect("referrals:mine_rights")
