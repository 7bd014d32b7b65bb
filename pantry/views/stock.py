"""The stock on the screen: lots, their movements, losses, what is put aside."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coop.accounts.models import User
from coop.school.models import Place
from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from coop.web.idempotency import once
from pantry import dates, losses, shelves, six_points
from pantry import stock as verbs
from pantry.access import may_handle_stock, may_keep_stock, may_see_stock
from pantry.forms.stock import FoundForm, KeyForm, LoseForm, ReasonForm, StockFilter, WeekForm
from pantry.models import LossReason, Lot, Movement, StockTask


@requires(may_see_stock)
@require_GET
def stock(request: SignedInRequest) -> HttpResponse:
    """What is there, first to go first."""
    wanted = StockFilter(request.GET)
    low = shelves.low_products()
    asked = {**wanted.cleaned_data} if wanted.is_valid() else {"q": "", "show": "", "place": None, "after": None}
    page = shelves.stock_page(**asked, low={product.pk for product in low})
    keeps = may_keep_stock(request.user)
    tasks = StockTask.objects.filter(done_at__isnull=True).select_related("lot__product")[:20] if keeps else ()
    context = {
        "filter": wanted,
        "page": page,
        "low": low,
        "tasks": tasks,
        "keeps": keeps,
        "handles": may_handle_stock(request.user),
        "places": Place.objects.all(),
    }
    return render(request, "pantry/stock.html", context)


@requires(may_handle_stock)
@require_GET
def lot_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One lot: what is there, what happened to it, what may be done about it."""
    lot = get_object_or_404(Lot.objects.select_related("product__category", "place", "donation__donor"), pk=pk)
    return _lot_page(request, lot, {})


@requires(may_keep_stock)
@require_POST
def lot_lose(request: SignedInRequest, pk: int) -> HttpResponse:
    """So much is lost, with a reason."""
    lot = get_object_or_404(Lot, pk=pk)
    form = LoseForm(request.POST, lot=lot)
    return _done(
        request, lot, {"lose": form}, form, "pantry.stock.lose",
        lambda data, by: verbs.lose(lot_id=pk, quantity=data["amount"], reason=data["reason"], by=by).pk,
    )  # fmt: skip


@requires(may_keep_stock)
@require_POST
def lot_found(request: SignedInRequest, pk: int) -> HttpResponse:
    """So much more is on the shelf."""
    lot = get_object_or_404(Lot, pk=pk)
    form = FoundForm(request.POST, lot=lot)
    return _done(
        request, lot, {"found": form}, form, "pantry.stock.found",
        lambda data, by: verbs.found(lot_id=pk, quantity=data["amount"], line="count", by=by).pk,
    )  # fmt: skip


@requires(may_keep_stock)
@require_POST
def lot_quarantine(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put aside, with a reason."""
    lot = get_object_or_404(Lot, pk=pk)
    form = ReasonForm(request.POST)
    return _done(
        request, lot, {"aside": form}, form, "pantry.lot.quarantine",
        lambda data, by: losses.quarantine(lot_id=pk, reason=data["reason"], by=by).pk,
    )  # fmt: skip


@requires(may_keep_stock)
@require_POST
def lot_free(request: SignedInRequest, pk: int) -> HttpResponse:
    """May be given again."""
    lot = get_object_or_404(Lot, pk=pk)
    form = KeyForm(request.POST)
    return _done(request, lot, {}, form, "pantry.lot.free", lambda data, by: losses.free(lot_id=pk, by=by).pk)


@requires(may_keep_stock)
@require_http_methods(["GET", "POST"])
def movement_reverse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo one line of the ledger, with a reason."""
    movement = get_object_or_404(Movement.objects.select_related("lot__product"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user.pk
        try:
            once(
                key=form.cleaned_data["key"],
                scope="pantry.stock.reverse",
                content={"movement": pk, "reason": reason},
                by=by,
                effect=lambda: {"id": verbs.reverse(movement_id=pk, reason=reason, by=by).pk},
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("pantry:lot_detail", pk=movement.lot_id)
    return render(request, "pantry/movement_reverse.html", {"movement": movement, "form": form})


@requires(may_keep_stock)
@require_POST
def task_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody looked at it."""
    get_object_or_404(StockTask, pk=pk)
    verbs.settle(task_id=pk, by=request.user.pk)
    week = WeekForm(request.POST)
    if week.is_valid() and week.cleaned_data["week"]:
        return redirect("pantry:distribution_close", pk=week.cleaned_data["week"])
    return redirect("pantry:stock")


def _done(
    request: SignedInRequest,
    lot: Lot,
    forms: dict[str, CoopForm],
    form: CoopForm,
    scope: str,
    verb: Callable[[dict[str, Any], int], int],
) -> HttpResponse:
    """Run a verb once and come back to the lot; a refusal stands at the form, or at the top when it has no field."""
    by = request.user.pk
    if form.is_valid():
        content = {k: v for k, v in form.cleaned_data.items() if k != "key"} | {"lot": lot.pk}
        try:
            once(
                key=form.cleaned_data["key"],
                scope=scope,
                content=content,
                by=by,
                effect=lambda: {"id": verb(form.cleaned_data, by)},
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("pantry:lot_detail", pk=lot.pk)
    if not forms:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return redirect("pantry:lot_detail", pk=lot.pk)
    lot = Lot.objects.select_related("product__category", "place", "donation__donor").get(pk=lot.pk)
    return _lot_page(request, lot, forms, status=422)


def _lot_page(request: SignedInRequest, lot: Lot, forms: dict[str, CoopForm], status: int = 200) -> HttpResponse:
    keeps = may_keep_stock(request.user)
    movements = list(lot.movements.select_related("place", "reversed_by").order_by("-pk")[:100])
    names = (
        {} if not keeps else dict(User.objects.filter(pk__in={m.by for m in movements}).values_list("pk", "full_name"))
    )
    for movement in movements:
        movement.who = names.get(movement.by, "")
        movement.is_undone = hasattr(movement, "reversed_by")
        movement.loss_words = str(LossReason(movement.reason).label) if movement.reason else ""
    context = {
        "lot": lot,
        "keeps": keeps,
        "limit": dates.shown(lot.limit_date, lot.limit_precision),
        "movements": movements,
        "checks": six_points.past_checks(lot),
        "check_due": six_points.is_due(lot),
        "lose": LoseForm(lot=lot),
        "found": FoundForm(lot=lot),
        "aside": ReasonForm(auto_id="aside_%s"),
        "free": KeyForm(auto_id="free_%s"),
    }
    return render(request, "pantry/lot_detail.html", context | forms, status=status)
