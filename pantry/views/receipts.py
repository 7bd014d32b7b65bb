"""Tax receipts behind their switch, and a donor's own page."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.audit import journal
from coop.documents.press_views import press_for_document
from coop.school.settings import school
from coop.web.access import SignedInRequest, public, requires
from coop.web.requests import address_of
from coop.web.sending import PressForm, press, send
from pantry import donor_links, gifts
from pantry import receipts as verbs
from pantry.access import may_allow_receipts, may_keep_donors
from pantry.forms.drives import AfterForm
from pantry.forms.receipts import EndReceiptForm, PermissionForm, ReceiptForm
from pantry.models import Donation, Donor, TaxReceipt

FORM = ["GET", "HEAD", "POST"]


@requires(may_allow_receipts)
@require_http_methods(FORM)
def receipts_switch(request: SignedInRequest) -> HttpResponse:
    """Off until a document proves it."""
    held, by = verbs.permission(), request.user.pk
    form = PermissionForm.showing(held, request.POST or None)
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"permission": verbs.allow(values=form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.receipts_switch", by=by, effect=effect):
            messages.success(request, _("Tax receipts can be issued now."))
            return redirect("pantry:receipts_switch")
    return render(request, "pantry/receipts_switch.html", {"form": form, "held": held})


@requires(may_allow_receipts)
@require_POST
def receipts_off(request: SignedInRequest) -> HttpResponse:
    by = request.user.pk
    if press(request, scope="pantry.receipts_off", by=by, effect=lambda: verbs.forbid(by=by)):
        messages.success(request, _("No more receipts can be issued. Those that were stay."))
    return redirect("pantry:receipts_switch")


@requires(may_keep_donors)
@require_safe
def receipts(request: SignedInRequest) -> HttpResponse:
    """Every number, the cancelled ones too."""
    rows, after = verbs.page(AfterForm(request.GET).number)
    return render(request, "pantry/receipts.html", {"rows": rows, "after": after, "allowed": verbs.permission()})


@requires(may_keep_donors)
@require_http_methods(FORM)
def receipt_new(request: SignedInRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Donation.objects.select_related("donor"), pk=pk), request.user.pk
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"cents": form.cents, "valued_by": form.cleaned_data["valued_by"]}
        effect = lambda: {"receipt": verbs.issue(donation_id=pk, **said, by=by).pk}  # noqa: E731
        form.cleaned_data["amount"] = str(form.cleaned_data["amount"])
        if done := send(form, scope="pantry.receipt_new", about=pk, by=by, effect=effect):
            return redirect("pantry:receipt", done.answer["receipt"])
    return render(request, "pantry/receipt_new.html", {"form": form, "gift": row, "allowed": verbs.permission()})


@requires(may_keep_donors)
@require_http_methods(FORM)
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """One receipt: print it, or cancel it with or without another in its place."""
    rows = TaxReceipt.objects.select_related("replaces", "replaced_by")
    row, by, form = get_object_or_404(rows, pk=pk), request.user.pk, EndReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cents, reason, valued_by = form.cents, form.cleaned_data["reason"], form.cleaned_data["valued_by"]
        form.cleaned_data["amount"] = str(cents or "")
        end = partial(verbs.cancel, receipt_id=pk, reason=reason, by=by)
        if cents:
            end = partial(verbs.replace, receipt_id=pk, reason=reason, cents=cents, valued_by=valued_by, by=by)
        if done := send(form, scope="pantry.receipt", about=pk, by=by, effect=lambda: {"receipt": end().pk}):
            return redirect("pantry:receipt", done.answer["receipt"])
    amount = row.cents / 100
    return render(request, "pantry/receipt.html", {"receipt": row, "form": form, "amount": amount})


@requires(may_keep_donors)
@require_POST
def receipt_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TaxReceipt.objects.select_related("donor"), pk=pk)
    params, back, language = {"receipt": pk}, ("pantry:receipt", pk), row.donor.language
    return press_for_document(request, kind="pantry.tax_receipt", params=params, back=back, language=language, about=pk)


@requires(may_keep_donors)
@require_POST
def donor_link(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Send a donor their own page, or end the one that is open."""
    row, by = get_object_or_404(Donor.objects.known(), pk=pk), request.user.pk
    verb = {"send": donor_links.send, "end": donor_links.end}.get(act)
    if verb is None:
        raise Http404

    def effect() -> None:
        verb(donor_id=row.pk, by=by)

    if press(request, scope=f"pantry.donor_link.{act}", about=pk, by=by, effect=effect):
        messages.success(request, _("The mail is on its way.") if act == "send" else _("Their page is closed."))
    return redirect("pantry:donor", pk)


@public
@require_http_methods(FORM)
def given(request: HttpRequest, token: str) -> HttpResponse:
    """What one donor gave. A wrong, old or ended address looks alike."""
    link = donor_links.open_link(token)
    if not donor_links.knock(link, address_of(request)):
        return _private(render(request, "pantry/given_closed.html", {"often": True}, status=429))
    if link is None:
        return _private(render(request, "pantry/given_closed.html", {"often": False}, status=404))
    if request.method == "POST":
        effect = lambda: donor_links.end(donor_id=link.donor_id, by=journal.SYSTEM)  # noqa: E731
        if press(request, scope="pantry.given", about=link.pk, by="donor", effect=effect):
            return _private(render(request, "pantry/given_closed.html", {"done": True}))
    rows = gifts.given_by(link.donor_id, most=500)
    years = gifts.by_year(rows)
    context = {"link": link, "years": years, "school": school(), "press": PressForm()}
    return _private(render(request, "pantry/given.html", context))


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept nowhere, found by no search engine, told to no other site."""
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
