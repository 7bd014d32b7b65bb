"""The reception: one screen, one hand, seconds."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from coop.web.idempotency import once
from coop.web.sending import press
from pantry import catalogue, dates, pledges, receiving, waiting
from pantry.access import may_receive
from pantry.forms.receive import DonorForm, ReceiveForm
from pantry.forms.scan import PhotoForm, ScanForm, Subject
from pantry.models import Donor, Lot, Pledge


class UndoForm(CoopForm):
    """One line of the running list, taken back."""

    lot = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)


@requires(may_receive)
@require_GET
def receive(request: SignedInRequest) -> HttpResponse:
    """Scan or choose a kind, then say how much and until when."""
    scan = ScanForm(request.GET)
    subject = scan.subject() if scan.is_valid() else None
    form = ReceiveForm(subject=subject, announced=scan.cleaned_data.get("announced")) if subject else None
    return _page(request, scan, subject, form)


@requires(may_receive)
@require_POST
def receive_add(request: SignedInRequest) -> HttpResponse:
    """Add what is in the hand to the donation; the next code may come with it."""
    scan = ScanForm(request.POST)
    subject = scan.subject() if scan.is_valid() else None
    if subject is None:
        return _page(request, scan, None, None)
    form, by = ReceiveForm(request.POST, subject=subject), request.user.pk
    if form.is_valid():
        try:
            done = once(
                key=form.cleaned_data["key"],
                scope="pantry.receive",
                content=form.content(),
                by=by,
                effect=lambda: form.record(by=by),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _next(request, done.answer, form.cleaned_data["next_code"])
    return _page(request, scan, subject, form)


@requires(may_receive)
@require_POST
def receive_photo(request: SignedInRequest) -> HttpResponse:
    """Look for a code in a photograph, which is kept nowhere."""
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect(_address_of(form.code()))
        except Refusal as refusal:
            form.add_error("photo", forms.ValidationError(refusal.message))
    return _page(request, ScanForm({}), None, None, photo=form)


@requires(may_receive)
@require_POST
def receive_undo(request: SignedInRequest) -> HttpResponse:
    """Take back a line recorded a moment ago."""
    form, by = UndoForm(request.POST), request.user.pk
    if form.is_valid():
        lot_id = form.cleaned_data["lot"]
        try:
            once(
                key=form.cleaned_data["key"],
                scope="pantry.receive.undo",
                content={"lot": lot_id},
                by=by,
                effect=lambda: {"movement": receiving.undo(lot_id=lot_id, by=by).pk},
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect("pantry:receive")


@requires(may_receive)
@require_http_methods(["GET", "POST"])
def receive_donor(request: SignedInRequest) -> HttpResponse:
    """Say who gives; whoever wants stays unnamed."""
    form, by = DonorForm.of(receiving.current_donation(by=request.user.pk), request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        drive, said = form.drive, {"kind": form.cleaned_data["kind"], "name": form.cleaned_data["name"]}
        try:
            once(
                key=form.cleaned_data["key"],
                scope="pantry.receive.donor",
                content=said | {"drive": drive},
                by=by,
                effect=lambda: {"donation": receiving.name_donor(**said, drive_id=drive, by=by).pk},
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("pantry:receive")
    known = Donor.objects.known().exclude(kind=Donor.Kind.PERSON).order_by("-pk")[:30]
    return render(request, "pantry/receive_donor.html", {"form": form, "known": known})


@requires(may_receive)
@require_POST
def receive_announced(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was promised is there: kind and quantity are filled in, the date is on the packets."""
    by, row = request.user.pk, get_object_or_404(Pledge, pk=pk)
    if press(
        request,
        scope="pantry.receive_announced",
        about=pk,
        by=by,
        effect=lambda: {"pledge": pledges.take_in(pledge_id=pk, by=by).pk},
    ):
        counted = f"&announced={row.quantity}" if row.fits_its_unit else ""
        return redirect(f"{reverse('pantry:receive')}?loose={row.category.code}{counted}")
    return redirect("pantry:receive")


@requires(may_receive)
@require_POST
def receive_close(request: SignedInRequest) -> HttpResponse:
    """End the donation; a second tap ends nothing else."""
    receiving.close_donation(by=request.user.pk)
    return redirect("pantry:receive")


def _next(request: HttpRequest, answer: dict[str, Any], next_code: str) -> HttpResponse:
    if answer["aside"]:
        messages.warning(request, Lot.objects.get(pk=answer["lot"]).aside_because)
    return redirect(_address_of(next_code))


def _address_of(code: str) -> str:
    """The reception with a code read; what it can't read it answers with a sentence."""
    return reverse("pantry:receive") + (f"?{urlencode({'code': code})}" if code else "")


def _page(
    request: SignedInRequest,
    scan: ScanForm,
    subject: Subject | None,
    form: ReceiveForm | None,
    photo: PhotoForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"scan": scan, "subject": subject, "form": form, "photo": photo or PhotoForm()}
    context["announced"] = [] if form else pledges.around_today()
    context["sign_in"] = waiting.tag(request.session.session_key)
    if subject is None and scan.is_valid() and scan.cleaned_data["without"]:
        context["groups"] = catalogue.categories_by_group()
    donation = receiving.current_donation(by=request.user.pk)
    if donation:
        lines = receiving.lines_of(donation)
        for line in lines:
            line.key, line.shown_limit = uuid.uuid4(), dates.shown(line.lot.limit_date, line.lot.limit_precision)
        context |= {"donation": donation, "lines": lines, "grams": receiving.grams_of(donation)}
    wrong = any(each and each.errors for each in (form, scan, photo))
    return render(request, "pantry/receive.html", context, status=422 if wrong else 200)
