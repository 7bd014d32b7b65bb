"""Places on the screen: the list, one of them, and carrying a lot from here to there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coop.school import calendar
from coop.school.models import Place
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import places as verbs
from pantry import transfers
from pantry.access import may_handle_stock, may_keep_places, may_keep_stock
from pantry.forms.places import MoveForm, PlaceChangeForm, PlaceForm
from pantry.models import Lot


@requires(may_keep_places)
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: SignedInRequest) -> HttpResponse:
    """All places with what lies there; a new one."""
    form, by = PlaceForm(request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "kind")}
        effect = lambda: {"place": calendar.add_place(**values, by=by).pk}  # noqa: E731
        if send(form, scope="pantry.places", by=by, effect=effect):
            return redirect("pantry:places")
    return render(
        request,
        "pantry/places.html",
        {"form": form, "holdings": verbs.holdings(), "keeps": may_keep_stock(request.user)},
    )


@requires(may_keep_places)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name or kind."""
    here, by = get_object_or_404(Place, pk=pk), request.user.pk
    said = {"name": here.name, "kind": here.kind, "self_service": here.self_service}
    form = PlaceChangeForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in said}
        effect = lambda: {"place": verbs.change(place_id=pk, **values, by=by).pk}  # noqa: E731
        if send(form, scope="pantry.place", about=pk, by=by, effect=effect):
            messages.success(request, _("Kept."))
            return redirect("pantry:places")
    return render(request, "pantry/place.html", {"form": form, "place": here})


@requires(may_keep_places)
@require_POST
def place_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """No longer used, or used again."""
    here, by = get_object_or_404(Place, pk=pk), request.user.pk
    verb = verbs.open_again if here.closed else verbs.close
    press(request, scope="pantry.place_close", about=pk, by=by, effect=lambda: {"place": verb(place_id=pk, by=by).pk})
    return redirect("pantry:places")


@requires(may_handle_stock)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Carry a lot, or a part of it, to another place."""
    lot = get_object_or_404(Lot.objects.select_related("product__category", "place"), pk=pk)
    form, by = MoveForm(request.POST or None, lot=lot), request.user.pk
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = {"quantity": said["amount"], "place_id": said["place"], "why": said.get("why", "")}
        effect = lambda: {"lot": transfers.move(lot_id=pk, **wanted, by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.lot_move", about=pk, by=by, effect=effect):
            messages.success(request, _("Moved."))
            return redirect("pantry:lot_detail", pk=done.answer["lot"])
    return render(request, "pantry/lot_move.html", {"lot": lot, "form": form})
