"""The desk without network: the page a device keeps, what it is given for the day, and what it says when it is back."""

from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from coop.web import signs
from coop.web.access import SignedInRequest, public, requires
from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from coop.web.idempotency import once
from coop.web.sending import send
from pantry import offline_desk, offline_merge
from pantry.access import may_hand_over, may_merge_desk, may_plan
from pantry.forms.offline import LeftForm, OfflineCodeForm, ReadyForm, SettleForm, WrongForm
from pantry.models import DeskConflict

SCRIPTS = ("js/desk-store.js", "js/desk-worker.js")


@requires(may_merge_desk)
@require_GET
def desk_offline(request: SignedInRequest) -> HttpResponse:
    """The page that is kept on the device. It names nobody, no bag and no code."""
    shapes = {shape: signs.sign("leaf", shape) for shape in signs.SHAPES}
    names = {
        "colours": {code: str(name) for code, name in signs.COLOURS.items()},
        "shapes": {code: str(sign.shape_name) for code, sign in shapes.items()},
    }
    context = {"form": OfflineCodeForm(), "shapes": shapes, "names": names}
    return render(request, "pantry/desk_offline.html", context)


@public
@require_safe
def desk_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers under /desk/ when the network does not."""
    parts = [found for name in SCRIPTS if (found := finders.find(name))]
    source = "\n".join(open(part, encoding="utf-8").read() for part in parts)  # noqa: SIM115
    return HttpResponse(source, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@requires(may_hand_over)
@require_POST
def desk_ready(request: SignedInRequest) -> HttpResponse:
    """Sealed letters for this device and these hands."""
    form, by = ReadyForm(request.POST), request.user.pk
    device = form.cleaned_data["device"] if form.is_valid() else None
    try:
        kept = offline_desk.prepare(device_id=device, by=by, all_baskets=may_plan(request.user))
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(kept)


@requires(may_merge_desk)
@require_POST
def desk_merge(request: SignedInRequest) -> HttpResponse:
    """One bag that left while the network was away. Answers its number, and the kind of conflict if there is one."""
    form = LeftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"says": _("This can’t be read. Tell the coordination which bag left.")}, status=422)
    try:
        done = offline_merge.merge(**form.cleaned_data, by=request.user.pk)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"number": done.number, "conflict": done.conflict})


@requires(may_merge_desk)
@require_POST
def desk_wrong_code(request: SignedInRequest) -> HttpResponse:
    """One wrong code that was typed while the network was away."""
    form, by = WrongForm(request.POST), request.user.pk
    if not form.is_valid():
        return JsonResponse({"says": ""}, status=422)
    key, device = form.cleaned_data["key"], form.cleaned_data["device"]

    def note() -> dict[str, Any]:
        offline_merge.report_wrong(device_id=device, by=by)
        return {}

    try:
        once(key=key, scope="pantry.desk.wrong_code", content={"device": str(device)}, by=by, effect=note)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({})


@requires(may_plan)
@require_GET
def desk_conflicts(request: SignedInRequest) -> HttpResponse:
    """On which bags desks and books disagree."""
    rows = list(offline_merge.open_conflicts())
    return render(request, "pantry/desk_conflicts.html", {"rows": rows, "one": CoopForm(), "kinds": DeskConflict.Kind})


@requires(may_plan)
@require_POST
def desk_conflict(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them is settled."""
    row, by = get_object_or_404(DeskConflict, pk=pk), request.user.pk
    form = SettleForm(request.POST)

    def effect() -> dict[str, Any]:
        return {"row": offline_merge.settle(conflict_id=row.pk, answer=form.cleaned_data["answer"], by=by).pk}

    if form.is_valid() and send(form, scope="pantry.desk_conflict", by=by, about=pk, effect=effect):
        messages.success(request, _("Settled."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("pantry:desk_conflicts")


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"says": str(refusal)}, status=422)
