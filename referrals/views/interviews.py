"""The interview: typed, kept every few seconds, signed; and read again, which is noted."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coop.web import wording
from coop.web.access import NotYours, SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.sending import PressForm, press, send
from referrals import access, compartment, drafts, identity, interviews, supervision
from referrals import people as staff
from referrals.drafts import Draft, Sent
from referrals.forms.interviews import SEVERITIES, InterviewForm, PageForm, differences
from referrals.interviews import TEXTS, Content
from referrals.models import InterviewVersion
from referrals.models.requests import Difficulty

LONGEST_LETTER = 400_000


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
    page, by = _page(number, request.user.pk), request.user.pk
    if request.method != "POST":
        return _show(request, page, InterviewForm(initial=InterviewForm.initial_of(page["first"].typed)), page["first"])
    form, sent = InterviewForm(request.POST), PageForm(request.POST).sent(InterviewForm.typed_of(request.POST))
    wanted, _colon, other = request.POST.get("do", "").partition(":")
    if wanted == "sign":
        if form.is_valid() and _sign(form, sent, number, by):
            messages.success(request, _("Signed."))
            return redirect("referrals:case", page["case"].id)
        return _show(request, _page(number, by), form, sent)
    _keep(number, sent, wanted, _chosen(page["drafts"], other), by)
    if wanted in ("later", ""):
        messages.success(request, _("Kept. You find it in the file."))
        return redirect("referrals:case", page["case"].id)
    return redirect("referrals:interview", number)


def _page(number: UUID, by: int) -> dict[str, Any]:
    with compartment.social_work(by=by, purpose="interview.open"):
        row = access.own_interview_for(by, number)
        interviews.note_reading(row, by=by)
        found = drafts.drafts_of(row, by=by)
        version = InterviewVersion.objects.filter(interview=row).select_related("needs").order_by("-number").first()
        signed = interviews.read_version(row.case, version) if version else None
        who, public = identity.of_row(row.case), drafts.ensure_box(row)
    begun = signed or Content(held_on=row.held_on, mode=row.mode, minutes=row.minutes)
    newest = next((draft for draft in found if not draft.aside), None)
    typed = newest.typed if newest else InterviewForm.typed_from(begun)
    return {
        "interview": row,
        "case": row.case,
        "who": who,
        "version": version,
        "drafts": found,
        "newest": newest,
        "first": Sent(uuid.uuid4(), base=newest.revision if newest else 0, typed=typed),
        "public": base64.b64encode(public).decode(),
    }


def _show(request: SignedInRequest, page: dict[str, Any], form: InterviewForm, sent: Sent) -> HttpResponse:
    """`sent` is what the form shows: the drafts that say something else stand beside it."""
    place = {"device": sent.device, "base": sent.base, "turn": sent.turn}
    others = drafts.beside(page["drafts"], sent)
    context = {
        "form": form,
        "page": PageForm(initial=place),
        "owner": drafts.owner_of(request.user.pk),
        "others": [(draft, list(differences(sent.typed, draft.typed))) for draft in others],
        "aside": [(draft, _texts_of(draft)) for draft in page["drafts"] if draft.aside],
    }
    return render(request, "referrals/interview.html", {**page, **context})


def _texts_of(draft: Draft) -> list[str]:
    return [text for name in TEXTS for text in draft.typed.get(name, []) if text]


def _sign(form: InterviewForm, sent: Sent, number: UUID, by: int) -> bool:
    only, content = form.cleaned_data["author_only"], form.content()

    def effect() -> dict[str, str]:
        signed = interviews.sign(interview_id=number, sent=sent, content=content, author_only=only, by=by)
        return {"id": str(signed)}

    return send(form, scope="referrals.sign", about=number, by=by, effect=effect) is not None


def _chosen(found: list[Draft], device: str) -> Draft | None:
    return next((draft for draft in found if str(draft.device) == device), None)


def _keep(number: UUID, sent: Sent, wanted: str, other: Draft | None, by: int) -> None:
    """Keep what this page typed, then what was chosen between it and another text; what is not chosen goes aside."""
    if wanted == "both" and other is not None:
        sent = Sent(sent.device, sent.base, 0, drafts.joined(sent.typed, other.typed, TEXTS))
    drafts.save(interview_id=number, sent=sent, by=by)
    if other is not None and wanted in ("mine", "both", "theirs"):
        left = sent.device if wanted == "theirs" else other.device
        drafts.put_aside(interview_id=number, device=left, by=by)


@requires(access.is_social_worker)
@require_POST
def interview_draft(request: SignedInRequest, number: UUID) -> JsonResponse:
    """What the page sends every few seconds, finished or not. Answers what to say about it."""
    sent = PageForm(request.POST).sent(InterviewForm.typed_of(request.POST))
    return _said(drafts.save(interview_id=number, sent=sent, by=request.user.pk))


class LetterForm(forms.Form):
    """What a page typed without network, sealed by it, in letters of base 64."""

    letter = forms.CharField(max_length=LONGEST_LETTER)

    def clean_letter(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["letter"], validate=True)
        except (binascii.Error, ValueError) as problem:
            raise forms.ValidationError("base64") from problem


@requires(access.is_social_worker)
@require_POST
def interview_letter(request: SignedInRequest, number: UUID) -> JsonResponse:
    """What the same person typed without network, sent when they are back."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"kept": False, "words": _("This is nothing that was typed here.")}, status=422)
    try:
        kept = drafts.receive(interview_id=number, letter=form.cleaned_data["letter"], by=request.user.pk)
    except Refusal as refusal:
        return JsonResponse({"kept": False, "words": str(refusal)}, status=422)
    return _said(kept)


def _said(kept: drafts.Kept) -> JsonResponse:
    words = _("Kept at %(time)s, encrypted. Only you read it.") % {"time": wording.clock(kept.saved_at)}
    if kept.others:
        at = {"time": wording.clock(kept.saved_at)}
        words = _("Kept at %(time)s. Another device typed something too: both texts are kept.") % at
    return JsonResponse({"kept": True, "words": words, "others": kept.others})


@requires(access.is_social_worker)
def interview_read(request: SignedInRequest, number: UUID) -> HttpResponse:
    """The signed text, every version of it."""
    by = request.user.pk
    with compartment.social_work(by=by, purpose="interview.read"):
        row = access.interview_for(by, number)
        found = InterviewVersion.objects.filter(interview=row).select_related("co_signature", "needs")
        versions = list(found.order_by("-number"))
        if not versions:
            raise NotYours("referrals.interview", number)
        interviews.note_reading(row, by=by)
        texts = [(version, interviews.read_version(row.case, version)) for version in versions]
        who, waiting = identity.of_row(row.case), supervision.waiting(versions[0], by=by)
    context = {
        "interview": row,
        "who": who,
        "waiting": waiting,
        "press": PressForm(),
        "texts": [(version, text, _severities(text)) for version, text in texts],
        "names": staff.names(number for version in versions for number in version.signers),
        "mine": row.author_id == by,
        "holds_more": row.signed_at and row.signed_at > versions[0].signed_at,
    }
    return render(request, "referrals/interview_read.html", context)


def _severities(text: Content) -> list[tuple[str, str]]:
    words = dict(SEVERITIES)
    return [(str(Difficulty(name).label), str(words[str(level)])) for name, level in text.difficulties.items()]
