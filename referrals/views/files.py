"""A learner's file: the timeline, what is known of the person, who may open it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coop.web.access import SignedInRequest, requires
from coop.web.sending import PressForm, send
from referrals import access, authorities, circles, compartment, finding, people, rights, timeline
from referrals import cases as files
from referrals.forms.files import AuthorityForm, ColleagueForm, FindForm, IdentityForm, VolunteerForm
from referrals.views.about import about_file


@requires(access.is_social_worker)
def cases(request: SignedInRequest) -> HttpResponse:
    """The files of one's circles. What is looked for comes in the body, so that no address and no log holds it."""
    by, form = request.user.pk, FindForm(request.POST or None)
    if form.is_valid():
        found = finding.find(typed=form.cleaned_data["wanted"], by=by)
        return render(request, "referrals/cases.html", {"form": form, "found": found, "files": found.files})
    return render(request, "referrals/cases.html", {"form": form, "files": files.my_files(by=by)})


@requires(access.is_social_worker)
def case_new(request: SignedInRequest) -> HttpResponse:
    by, form = request.user.pk, IdentityForm(request.POST or None)

    def effect() -> dict[str, str]:
        reach_by, language = form.cleaned_data["reach_by"], get_language() or "fr"
        return {"case": str(files.open_case(who=form.identity(), reach_by=reach_by, language=language, by=by))}

    opened = send(form, scope="referrals.case_new", by=by, effect=effect) if form.is_valid() else None
    if opened is not None:
        return redirect("referrals:case", opened.answer["case"])
    return render(request, "referrals/case_new.html", {"form": form})


@requires(access.is_social_worker)
def case(request: SignedInRequest, number: UUID) -> HttpResponse:
    file = timeline.read(case_id=number, by=request.user.pk)
    writers = {entry.by for entry in file.entries if entry.by} | set(file.circle)
    context = {"file": file, "names": people.names(writers), "press": PressForm()}
    return render(request, "referrals/case.html", context)


@requires(access.is_social_worker)
def case_edit(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, head = request.user.pk, files.head(case_id=number, by=request.user.pk)
    form = IdentityForm(request.POST or None, initial={**head.who.__dict__, "reach_by": head.case.reach_by})

    def effect() -> None:
        reach_by, language = form.cleaned_data["reach_by"], head.case.language
        files.rectify(case_id=number, who=form.identity(), reach_by=reach_by, language=language, by=by)

    return about_file(request, form, head=head, name="case_edit", effect=effect, said=_("Corrected."))


@requires(access.is_social_worker)
def case_volunteer(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, head = request.user.pk, files.head(case_id=number, by=request.user.pk)
    form = VolunteerForm(request.POST or None, initial={"number": head.volunteer})

    def effect() -> None:
        files.note_volunteer(case_id=number, user_id=form.cleaned_data["number"], by=by)

    said = _("Noted. They are never dealt their own basket.")
    return about_file(request, form, head=head, name="case_volunteer", effect=effect, said=said)


@requires(access.is_social_worker)
def case_share(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, head = request.user.pk, files.head(case_id=number, by=request.user.pk)
    colleagues = [(pk, name) for pk, name in people.social_workers() if pk not in {*head.circle, by}]
    form = ColleagueForm(request.POST or None, colleagues=colleagues)

    def effect() -> None:
        circles.share(case_id=number, with_user=form.cleaned_data["colleague"], by=by)

    said = _("Shared. Both of you read this file now.")
    context = {"colleagues": colleagues}
    return about_file(request, form, head=head, name="case_share", effect=effect, said=said, **context)


@requires(access.is_social_worker)
def case_report(request: SignedInRequest, number: UUID) -> HttpResponse:
    """An authority was told."""
    by, head, form = (
        request.user.pk,
        files.head(case_id=number, by=request.user.pk),
        AuthorityForm(request.POST or None),
    )

    def effect() -> dict[str, str]:
        ground, on = form.cleaned_data["ground"], form.cleaned_data["reported_on"]
        return {"id": str(authorities.report(case_id=number, told=form.told(), ground=ground, on=on, by=by))}

    said = _("Noted in the file.")
    return about_file(request, form, head=head, name="case_report", effect=effect, said=said)


@requires(access.is_social_worker)
def case_transfer(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, head = request.user.pk, files.head(case_id=number, by=request.user.pk)
    colleagues = [(pk, name) for pk, name in people.social_workers() if pk != by]
    form = ColleagueForm(request.POST or None, colleagues=colleagues)

    def effect() -> None:
        circles.transfer(case_id=number, to_user=form.cleaned_data["colleague"], by=by)

    done = send(form, scope="referrals.case_transfer", about=number, by=by, effect=effect) if form.is_valid() else None
    if done is not None:
        messages.success(request, _("Handed over. You read this file no longer."))
        return redirect("referrals:cases")
    return render(request, "referrals/case_transfer.html", {"form": form, "file": head, "colleagues": colleagues})


@requires(access.is_social_worker)
def case_data(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Everything kept about the person, to hand over to them."""
    with compartment.social_work(by=request.user.pk, purpose="archive.export", person=number):
        access.case_for(request.user.pk, number)
    answer = JsonResponse(rights.export(case_id=number, by=request.user.pk), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="coop.json"'
    return answer
