"""The directory of places that help: in public to read, for social workers to keep."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.school import access, partners
from coop.school.forms import PartnerFilter, PartnerForm
from coop.school.models import Partner
from coop.web import clock
from coop.web.access import SignedInRequest, public, requires
from coop.web.sending import press, send

FORM = ["GET", "HEAD", "POST"]


@public
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Anybody may look, without saying why."""
    wanted = PartnerFilter(request.GET)
    helps = wanted.cleaned_data.get("helps", "") if wanted.is_valid() else ""
    keeps = access.keeps_partners(request.user)
    context = {
        "filter": wanted,
        "helps": helps,
        "rows": list(partners.shown(helps=helps)),
        "closed": list(Partner.objects.filter(closed=True)) if keeps else [],
        "keeps": keeps,
        "old": clock.today() - timedelta(days=partners.STALE_AFTER_DAYS),
    }
    return render(request, "school/partners.html", context)


@requires(access.keeps_partners)
@require_http_methods(FORM)
def new_partner(request: SignedInRequest) -> HttpResponse:
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user.pk
        effect = lambda: {"partner": partners.add(values=form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="school.new_partner", by=by, effect=effect):
            messages.success(request, _("It is in the directory."))
            return redirect("school:partners")
    return render(request, "school/partner.html", {"form": form, "partner": None})


@requires(access.keeps_partners)
@require_http_methods(FORM)
def partner(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Partner, pk=pk)
    form = PartnerForm.showing(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user.pk
        effect = lambda: {"partner": partners.change(partner=row, values=form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="school.partner", about=pk, by=by, effect=effect):
            messages.success(request, _("Kept. The entry counts as checked today."))
            return redirect("school:partners")
    return render(request, "school/partner.html", {"form": form, "partner": row})


@requires(access.keeps_partners)
@require_POST
def close_partner(request: SignedInRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Partner, pk=pk), request.user.pk

    def effect() -> None:
        partners.close(partner=row, closed=not row.closed, by=by)

    press(request, scope="school.close_partner", about=pk, by=by, effect=effect)
    return redirect("school:partners")
