"""The interview: typed, kept every few seconds, signed; and read again, which is noted."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coop.web import wording
from coop.web.access import NotYours, SignedInRequest, requires
from coop.web.sending import press, send
from referrals import access, compartment, identity, interviews
from referrals import people as staff
from referrals.errors import OtherDevice
from referrals.forms.interviews import SEVERITIES, InterviewForm
from referrals.interviews import Content
from referrals.models import InterviewVersion
from referrals.models.requests import Difficulty


@requires(access.is_social_worker)
@require_POST
def interview_begin(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    begun = press(
        request,
        by=by,
        scope="referrals.interview",
        about=number,
        effect=lambda: {"id": str(interviews.begin(case_id=number, mode="office", by=by))},
    )
    return redirect("referrals:interview", begun.answer["id"]) if begun else redirect("referrals:case", number)


@requires(access.is_social_worker)
def interview(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Write, keep, sign. Without a script the button “finish later” keeps what was typed."""
    page = _page(number, request.user.pk)
    form = InterviewForm(request.POST or None, initial=page["initial"])
    if form.is_valid():
        sign_it = request.POST.get("do") != "later"
        done = _sign(form, number, request.user.pk) if sign_it else _keep(form, number, request.user.pk)
        if done:
            messages.success(request, _("Signed.") if sign_it else _("Kept. You find it in the file."))
            return redirect("referrals:case", page["case"].id)
        page = {**page, **_page(number, request.user.pk), "compare": form.has_error(None, OtherDevice.__name__)}
        typed = request.POST
        form.data = {**typed.dict(), "next_steps": typed.getlist("next_steps"), "seen": page["latest"]}
    return render(request, "referrals/interview.html", {**page, "form": form})


def _page(number: UUID, by: int) -> dict[str, Any]:
    with compartment.social_work(by=by, purpose="interview.open"):
        row = access.own_interview_for(by, number)
        drafts = interviews.drafts_of(row, by=by)
        versions = list(InterviewVersion.objects.filter(interview=row).order_by("-number"))
        content = drafts[0].content if drafts else None
        if content is None and versions:
            content = interviews.read_version(row.case, versions[0])
        who = identity.of_row(row.case)
    latest = drafts[0].revision if drafts else 0
    initial = InterviewForm.initial_of(content or Content(held_on=row.held_on, mode=row.mode, minutes=row.minutes))
    initial |= {"device": uuid.uuid4(), "seen": latest}
    return {
        "interview": row,
        "case": row.case,
        "who": who,
        "drafts": drafts,
        "version": versions[0] if versions else None,
        "latest": latest,
        "initial": initial,
    }


def _sign(form: InterviewForm, number: UUID, by: int) -> bool:
    said = form.cleaned_data
    signed = send(
        form,
        scope="referrals.sign",
        about=number,
        by=by,
        effect=lambda: {
            "id": str(
                interviews.sign(
                    interview_id=number,
                    device=said["device"],
                    seen=said["seen"],
                    content=form.content(),
                    author_only=said["author_only"],
                    by=by,
                )
            )
        },
    )
    return signed is not None


def _keep(form: InterviewForm, number: UUID, by: int) -> bool:
    said = form.cleaned_data
    interviews.save_draft(interview_id=number, device=said["device"], seen=said["seen"], content=form.content(), by=by)
    return True


@requires(access.is_social_worker)
@require_POST
def interview_draft(request: SignedInRequest, number: UUID) -> JsonResponse:
    """What the page sends every few seconds. Answers what to say about it."""
    form = InterviewForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"kept": False, "words": _("Not kept yet: a field is not filled in.")}, status=422)
    kept = interviews.save_draft(
        interview_id=number,
        device=form.cleaned_data["device"],
        seen=form.cleaned_data["seen"],
        content=form.content(),
        by=request.user.pk,
    )
    words = _("Kept at %(time)s, encrypted. Only you read it.") % {"time": wording.clock(kept.saved_at)}
    if kept.conflict:
        words = _("Another device typed something too. Both texts are kept; reload to compare.")
    seen = form.cleaned_data["seen"] if kept.conflict else kept.revision
    return JsonResponse({"kept": True, "words": words, "seen": seen, "conflict": kept.conflict})


@requires(access.is_social_worker)
def interview_read(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The signed text, every version of it."""
    by = request.user.pk
    with compartment.social_work(by=by, purpose="interview.read"):
        row = access.interview_for(by, number)
        versions = list(InterviewVersion.objects.filter(interview=row).order_by("-number"))
        if not versions:
            raise NotYours("referrals.interview", number)
        texts = [(version, interviews.read_version(row.case, version)) for version in versions]
        who = identity.of_row(row.case)
    context = {
        "interview": row,
        "who": who,
        "texts": [(version, text, _severities(text)) for version, text in texts],
        "names": staff.names({version.written_by for version in versions}),
        "mine": row.author_id == by,
    }
    return render(request, "referrals/interview_read.html", context)


def _severities(text: Content) -> list[tuple[str, str]]:
    words = dict(SEVERITIES)
    return [(str(Difficulty(name).label), str(words[str(level)])) for name, level in text.difficulties.items()]
