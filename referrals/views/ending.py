"""Files that end: the list a month before, archiving one with a reason, erasing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from referrals import access, retention
from referrals.errors import NotArchived
from referrals.rights_forms import ArchiveForm, EraseForm, WhyForm


@requires(access.is_social_worker)
@require_safe
def ending(request: SignedInRequest) -> HttpResponse:
    """What the next runs will erase, without erasing anything; and what was put away."""
    return render(request, "referrals/ending.html", {"ends": retention.ends(by=request.user.pk)})


@requires(access.is_social_worker)
def case_archive(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, form = request.user.pk, ArchiveForm(request.POST or None)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("ground", "reason", "until")}
        done = send(
            form,
            scope="referrals.archive",
            by=by,
            about=number,
            effect=lambda: retention.archive(case_id=number, by=by, **said),
        )
        if done is not None:
            messages.success(request, _("Archived. It has left your files; its reason is kept with it."))
            return redirect("referrals:ending")
    file = retention.what_goes(case_id=number, by=by)
    return render(request, "referrals/case_archive.html", {"form": form, "file": file, "number": number})


@requires(access.is_social_worker)
@require_safe
def case_archived(request: SignedInRequest, number: UUID) -> HttpResponse:
    """An archived file: first why it is opened, then why it is kept."""
    form, file = WhyForm(request.GET or None), None
    if form.is_valid():
        try:
            file = retention.look_into(case_id=number, why=form.cleaned_data["why"], by=request.user.pk)
        except NotArchived as refusal:
            messages.error(request, refusal.message)
            return redirect("referrals:case", number)
    return render(request, "referrals/case_archived.html", {"form": form, "file": file, "number": number})


@requires(access.is_social_worker)
@require_POST
def case_back(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    done = press(
        request,
        scope="referrals.back",
        by=by,
        about=number,
        effect=lambda: retention.bring_back(case_id=number, by=by),
    )
    if done is None:
        return redirect("referrals:ending")
    messages.success(request, _("Back among your files. Today counts as a contact."))
    return redirect("referrals:case", number)


@requires(access.is_social_worker)
def case_erase(request: SignedInRequest, number: UUID) -> HttpResponse:
    """What goes and what stays, a tick, then it is done."""
    by, form = request.user.pk, EraseForm(request.POST or None)
    if form.is_valid():
        done = send(
            form,
            scope="referrals.erase",
            by=by,
            about=number,
            effect=lambda: retention.erase(case_id=number, by=by),
        )
        if done is not None:
            messages.success(request, _("Erased. Only counts that name nobody are left."))
            return redirect("referrals:cases")
    file = retention.what_goes(case_id=number, by=by)
    return render(request, "referrals/case_erase.html", {"form": form, "file": file, "number": number})
