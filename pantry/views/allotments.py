"""What can be granted: the coordinator sets numbers out and sees what is left, never for whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import allotments as verbs
from pantry.access import may_keep_stock
from pantry.forms.allotments import AllotmentForm, ChangeAllotmentForm
from pantry.models import Allotment

FORM = ["GET", "HEAD", "POST"]


@requires(may_keep_stock)
@require_http_methods(FORM)
def allotments(request: SignedInRequest) -> HttpResponse:
    form = AllotmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = request.user.pk
        effect = lambda: {"allotment": verbs.set_out(**form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.allotments", by=by, effect=effect):
            messages.success(request, _("Set out. Social workers can grant it."))
            return redirect("pantry:allotments")
    rows = list(Allotment.objects.order_by("-ends", "label", "id")[:100])
    current = [row for row in reversed(rows) if row.is_current]
    over = [row for row in rows if not row.is_current]
    return render(request, "pantry/allotments.html", {"form": form, "current": current, "over": over})


@requires(may_keep_stock)
@require_http_methods(FORM)
def allotment(request: SignedInRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Allotment, pk=pk), request.user.pk
    initial = {"label": row.label, "quantity": row.quantity, "ends": row.ends}
    form = ChangeAllotmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        effect = lambda: verbs.change(allotment_id=pk, **form.values(), by=by)  # noqa: E731
        if send(form, scope="pantry.allotment", about=pk, by=by, effect=effect):
            messages.success(request, _("Changed."))
            return redirect("pantry:allotments")
    return render(request, "pantry/allotment.html", {"form": form, "row": row})


@requires(may_keep_stock)
@require_POST
def allotment_close(request: SignedInRequest, pk: int) -> HttpResponse:
    by = request.user.pk
    effect = lambda: verbs.close(allotment_id=pk, by=by)  # noqa: E731
    if press(request, scope="pantry.allotment_close", about=pk, by=by, effect=effect):
        messages.success(request, _("Closed. What was granted stays."))
    return redirect("pantry:allotments")
