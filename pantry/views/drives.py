"""Collection drives, gifts one by one, and the slip of a gift."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.documents.press_views import press_for_document
from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from pantry import drives as verbs
from pantry import gifts as given
from pantry import receipts, slips
from pantry.access import may_keep_donors
from pantry.forms.drives import AfterForm, DriveForm, GiftDriveForm, SlipForm
from pantry.models import Donation, Drive, WithdrawalSlip

FORM = ["GET", "HEAD", "POST"]


@requires(may_keep_donors)
@require_safe
def drives(request: SignedInRequest) -> HttpResponse:
    """What runs, what is coming, what came of the others."""
    rows, after = verbs.page(AfterForm(request.GET).number)
    return render(request, "pantry/drives.html", {"rows": rows, "after": after})


@requires(may_keep_donors)
@require_http_methods(FORM)
def drive_new(request: SignedInRequest) -> HttpResponse:
    form, by = DriveForm.showing(None, request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"drive": verbs.add(values=form.values(), by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.drive_new", by=by, effect=effect):
            return redirect("pantry:drive", done.answer["drive"])
    return render(request, "pantry/drive_edit.html", {"form": form, "drive": None})


@requires(may_keep_donors)
@require_safe
def drive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Goal and result; the gifts that came in for it."""
    row = get_object_or_404(Drive, pk=pk)
    (result,) = verbs.results([row])
    gifts, _after = given.gifts_page(drive_id=pk, after=None)
    return render(request, "pantry/drive.html", {"drive": row, "result": result, "gifts": gifts})


@requires(may_keep_donors)
@require_http_methods(FORM)
def drive_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Drive, pk=pk), request.user.pk
    form = DriveForm.showing(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"drive": verbs.keep(drive_id=pk, values=form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.drive_edit", about=pk, by=by, effect=effect):
            messages.success(request, _("Kept."))
            return redirect("pantry:drive", pk)
    return render(request, "pantry/drive_edit.html", {"form": form, "drive": row})


@requires(may_keep_donors)
@require_POST
def drive_poster(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poster that says thank you, made in the background."""
    row = get_object_or_404(Drive, pk=pk)
    return press_for_document(
        request, kind="pantry.drive_poster", params={"drive": row.pk}, about=pk, back=("pantry:drive", pk)
    )


@requires(may_keep_donors)
@require_safe
def gifts(request: SignedInRequest) -> HttpResponse:
    """Every visit, the last first."""
    rows, after = given.gifts_page(drive_id=None, after=AfterForm(request.GET).number)
    return render(request, "pantry/gifts.html", {"rows": rows, "after": after})


@requires(may_keep_donors)
@require_http_methods(FORM)
def gift(request: SignedInRequest, pk: int) -> HttpResponse:
    """One visit: what came in, for which drive, its papers."""
    row, by = get_object_or_404(Donation.objects.select_related("donor", "drive"), pk=pk), request.user.pk
    form = GiftDriveForm(request.POST or None, initial={"drive": row.drive_id})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["drive"]
        number = chosen.pk if chosen else None
        effect = lambda: {"gift": verbs.count_in(donation_id=pk, drive_id=number, by=by).pk}  # noqa: E731
        form.cleaned_data["drive"] = number
        if send(form, scope="pantry.gift", about=pk, by=by, effect=effect):
            messages.success(request, _("Noted."))
            return redirect("pantry:gift", pk)
    context = {"gift": row, "form": form, "lots": slips.lots_of(row), "papers": list(row.slips.all())}
    context["receipts_allowed"] = receipts.permission() is not None
    return render(request, "pantry/gift.html", context)


@requires(may_keep_donors)
@require_http_methods(FORM)
def slip_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the slip says beyond what was recorded; then its number."""
    row, by = get_object_or_404(Donation.objects.select_related("donor"), pk=pk), request.user.pk
    form = SlipForm(request.POST or None, donation=row, lots=slips.lots_of(row))
    if request.method == "POST" and form.is_valid():
        of_lots = {lot.pk: form.said_of(lot) for lot in form.lots}
        said = form.said()
        effect = lambda: {"slip": slips.issue(donation_id=pk, said=said, of_lots=of_lots, by=by).pk}  # noqa: E731
        form.cleaned_data = {"key": form.cleaned_data["key"], **said, "lots": {str(k): v for k, v in of_lots.items()}}
        if send(form, scope="pantry.slip_new", about=pk, by=by, effect=effect):
            messages.success(request, _("The slip has its number. Print it below."))
            return redirect("pantry:gift", pk)
    return render(request, "pantry/slip_new.html", {"form": form, "gift": row})


@requires(may_keep_donors)
@require_POST
def slip(request: SignedInRequest, pk: int) -> HttpResponse:
    """The paper of a slip, as often as needed: it always says the same."""
    row, back = get_object_or_404(WithdrawalSlip, pk=pk), "pantry:gift"
    return press_for_document(request, kind="pantry.slip", params={"slip": pk}, about=pk, back=(back, row.donation_id))
