"""Donors: who gives, how to reach them, what was agreed, what they gave."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.documents.press_views import press_for_document
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import donor_links, donor_papers, gifts
from pantry import donors as verbs
from pantry.access import may_keep_donors
from pantry.forms.donors import AgreementForm, DonorDetailsForm, DonorFilter, EndAgreementForm, MergeForm, PaperForm
from pantry.models import Donor

FORM = ["GET", "HEAD", "POST"]
ACTS = {"agree": verbs.agree_to_mail, "stop": verbs.stop_mail, "lift": verbs.lift_stop, "forget": verbs.forget}


@requires(may_keep_donors)
@require_safe
def donors(request: SignedInRequest) -> HttpResponse:
    """Everybody who gave or may give."""
    wanted = DonorFilter(request.GET)
    return render(request, "pantry/donors.html", {"filter": wanted, "page": gifts.donors_page(**wanted.asked())})


@requires(may_keep_donors)
@require_http_methods(FORM)
def donor_new(request: SignedInRequest) -> HttpResponse:
    form, by = DonorDetailsForm.showing(None, request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"donor": verbs.add(values=form.values(), by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.donor_new", by=by, effect=effect):
            return redirect("pantry:donor", done.answer["donor"])
    return render(request, "pantry/donor_edit.html", {"form": form, "donor": None})


@requires(may_keep_donors)
@require_safe
def donor(request: SignedInRequest, pk: int) -> HttpResponse:
    """One donor; an address of one that was merged leads to the one it was merged into."""
    row = get_object_or_404(Donor, pk=pk)
    if row.merged_into_id:
        return redirect("pantry:donor", row.merged_into_id)
    context = {
        "donor": row,
        "agreements": list(row.agreements.all()),
        "gifts": gifts.given_by(pk),
        "today": clock.today(),
        "paper": PaperForm(),
        "link": donor_links.standing(pk),
    }
    return render(request, "pantry/donor.html", context)


@requires(may_keep_donors)
@require_http_methods(FORM)
def donor_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Donor.objects.known(), pk=pk), request.user.pk
    form = DonorDetailsForm.showing(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"donor": verbs.keep(donor_id=pk, values=form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.donor_edit", about=pk, by=by, effect=effect):
            messages.success(request, _("Kept."))
            return redirect("pantry:donor", pk)
    return render(request, "pantry/donor_edit.html", {"form": form, "donor": row})


@requires(may_keep_donors)
@require_POST
def donor_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """A yes or no to mails, or forgetting how to reach them."""
    row, by, verb = get_object_or_404(Donor.objects.known(), pk=pk), request.user.pk, ACTS.get(act)
    if verb is None:
        return redirect("pantry:donor", row.pk)

    def effect() -> None:
        verb(donor_id=row.pk, by=by)

    if press(request, scope=f"pantry.donor.{act}", about=pk, by=by, effect=effect):
        messages.success(request, _("Noted."))
    return redirect("pantry:donor", pk)


@requires(may_keep_donors)
@require_http_methods(FORM)
def donor_agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Donor.objects.known(), pk=pk), request.user.pk
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"agreement": verbs.agree(donor_id=pk, values=form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.donor_agreement", about=pk, by=by, effect=effect):
            messages.success(request, _("Noted."))
            return redirect("pantry:donor", pk)
    return render(request, "pantry/donor_agreement.html", {"form": form, "donor": row})


@requires(may_keep_donors)
@require_POST
def donor_agreement_end(request: SignedInRequest, pk: int) -> HttpResponse:
    form, by = EndAgreementForm(request.POST), request.user.pk
    if form.is_valid():
        number = form.cleaned_data["agreement"].pk
        effect = lambda: verbs.end_agreement(agreement_id=number, on=clock.today(), by=by)  # noqa: E731
        if press(request, scope="pantry.donor_agreement_end", about=number, by=by, effect=effect):
            messages.success(request, _("It ends today."))
    return redirect("pantry:donor", pk)


@requires(may_keep_donors)
@require_POST
def donor_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a paper made, in the donor's language; the document's page shows how far it is."""
    row, form = get_object_or_404(Donor.objects.known(), pk=pk), PaperForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a paper and a year."))
        return redirect("pantry:donor", pk)
    kind, params = donor_papers.KINDS[form.cleaned_data["paper"]], {"donor": pk, "year": form.cleaned_data["year"]}
    back = ("pantry:donor", pk)
    return press_for_document(request, kind=kind, params=params, language=row.language, back=back, **params)


@requires(may_keep_donors)
@require_http_methods(FORM)
def donor_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two rows for one donor: which one stays."""
    row, by = get_object_or_404(Donor.objects.exclude(kind=Donor.Kind.ANONYMOUS), pk=pk), request.user.pk
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        effect = lambda: {"donor": verbs.merge(donor_id=pk, into_id=into, by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.donor_merge", about=pk, by=by, effect=effect):
            messages.success(request, _("Merged. Its gifts stand here now."))
            return redirect("pantry:donor", done.answer["donor"])
    return render(request, "pantry/donor_merge.html", {"form": form, "donor": row, "alike": verbs.alike(row)})
