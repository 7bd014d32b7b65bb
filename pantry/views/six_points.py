"""The six-point check on the screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from pantry import dates, six_points
from pantry.access import is_trained_for_dates, may_handle_stock
from pantry.forms.six_points import CheckForm
from pantry.models import Lot


@requires(may_handle_stock)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look at goods past their best-before date, point by point."""
    lot = get_object_or_404(Lot.objects.select_related("product__category", "place"), pk=pk)
    form, by = CheckForm(request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"check": six_points.check(lot_id=pk, **form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.lot_check", about=pk, by=by, effect=effect):
            messages.success(request, _("Written down."))
            return redirect("pantry:lot_detail", pk=pk)
    context = {
        "lot": lot,
        "form": form,
        "limit": dates.shown(lot.limit_date, lot.limit_precision),
        "trained": is_trained_for_dates(request.user),
        "is_due": six_points.is_due(lot),
        "until": six_points.longest(lot),
    }
    return render(request, "pantry/lot_check.html", context)
