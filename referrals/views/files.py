"""A learner's file: the timeline, what is known of the person, who may open it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coop.web.access import SignedInRequest, requires
from referrals import access, compartment, people, rights, timeline
from referrals import cases as files
from referrals.forms import IdentityForm, PressForm, ShareForm, VolunteerForm
from referrals.views.submit import submit


@requires(access.is_social_worker)
def cases(request: SignedInRequest) -> HttpResponse:
    return render(request, "referrals/cases.html", {"files": files.my_files(by=request.user.pk)})


@requires(access.is_social_worker)
def case_new(request: SignedInRequest) -> HttpResponse:
    by, form = request.user.pk, IdentityForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        opened = submit(
            form,
            scope="referrals.open",
            by=by,
            effect=lambda: {
                "case": str(
                    files.open_case(
                        who=form.identity(), reach_by=said["reach_by"], language=get_language() or "fr", by=by
                    )
                )
            },
        )
        if opened is not None:
            return redirect("referrals:case", opened["case"])
    return render(request, "referrals/case_new.html", {"form": form})


@requires(access.is_social_worker)
def case(request: SignedInRequest, number: UUID) -> HttpResponse:
    file = timeline.read(case_id=number, by=request.user.pk)
    writers = {entry.by for entry in file.entries if entry.by} | set(file.circle)
    context = {"file": file, "names": people.names(writers), "press": PressForm()}
    return render(request, "referrals/case.html", context)


@requires(access.is_social_worker)
def case_edit(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, file = request.user.pk, timeline.read(case_id=number, by=request.user.pk)
    form = IdentityForm(request.POST or None, initial={**file.who.__dict__, "reach_by": file.case.reach_by})
    if form.is_valid():
        said = form.cleaned_data
        kept = submit(
            form,
            scope="referrals.rectify",
            by=by,
            effect=lambda: files.rectify(
                case_id=number, who=form.identity(), reach_by=said["reach_by"], language=file.case.language, by=by
            ),
        )
        if kept is not None:
            messages.success(request, _("Corrected."))
            return redirect("referrals:case", number)
    return render(request, "referrals/case_edit.html", {"form": form, "file": file})


@requires(access.is_social_worker)
def case_volunteer(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, file = request.user.pk, timeline.read(case_id=number, by=request.user.pk)
    form = VolunteerForm(request.POST or None, initial={"number": file.volunteer})
    if form.is_valid():
        user_id = form.cleaned_data["number"]
        kept = submit(
            form,
            scope="referrals.volunteer",
            by=by,
            effect=lambda: files.note_volunteer(case_id=number, user_id=user_id, by=by),
        )
        if kept is not None:
            messages.success(request, _("Noted. They are never dealt their own basket."))
            return redirect("referrals:case", number)
    return render(request, "referrals/case_volunteer.html", {"form": form, "file": file})


@requires(access.is_social_worker)
def case_share(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, file = request.user.pk, timeline.read(case_id=number, by=request.user.pk)
    colleagues = [(pk, name) for pk, name in people.social_workers() if pk not in file.circle]
    form = ShareForm(request.POST or None, colleagues=colleagues)
    if form.is_valid():
        kept = submit(
            form,
            scope="referrals.share",
            by=by,
            effect=lambda: files.share(case_id=number, with_user=form.cleaned_data["colleague"], by=by),
        )
        if kept is not None:
            messages.success(request, _("Shared. Both of you read this file now."))
            return redirect("referrals:case", number)
    return render(request, "referrals/case_share.html", {"form": form, "file": file, "colleagues": colleagues})


@requires(access.is_social_worker)
def case_data(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Everything kept about the person, to hand over to them."""
    with compartment.social_work(by=request.user.pk, purpose="case.export", person=number):
        access.case_for(request.user.pk, number)
    answer = JsonResponse(rights.export(case_id=number, by=request.user.pk), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="coop.json"'
    return answer
