"""Counting on a phone: choose a place, note what is there, finish; a second person looks at what differs much."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.school.models import Place
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import count_boards
from pantry import counts as verbs
from pantry.access import may_handle_stock
from pantry.forms.counts import NoteForm, ThingFilter
from pantry.models import Count, CountLine, Lot


@requires(may_handle_stock)
@require_safe
def counts(request: SignedInRequest) -> HttpResponse:
    """Which place, and what waits for a second look."""
    context = {"spots": count_boards.spots(), "waiting": count_boards.waiting(), "me": request.user.pk}
    return render(request, "pantry/counts.html", context)


@requires(may_handle_stock)
@require_POST
def count_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin, or go on with what somebody began."""
    place, by = get_object_or_404(Place, pk=pk), request.user.pk
    effect = lambda: {"count": verbs.begin(place_id=place.pk, by=by).pk}  # noqa: E731
    done = press(request, scope="pantry.count_begin", about=pk, by=by, effect=effect)
    return redirect("pantry:count", done.answer["count"]) if done else redirect("pantry:counts")


@requires(may_handle_stock)
@require_safe
def count(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list and the thing in the hand; the result once it is finished."""
    here = get_object_or_404(Count.objects.select_related("place"), pk=pk)
    if not here.is_open:
        context = {"count": here, "lines": count_boards.lines(here), "me": request.user.pk}
        return render(request, "pantry/count_result.html", context)
    return _page(request, here, ThingFilter(request.GET))


@requires(may_handle_stock)
@require_POST
def count_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """So many are there; the next one follows."""
    here, by = get_object_or_404(Count.objects.select_related("place"), pk=pk), request.user.pk
    number = ThingFilter(request.POST)
    lot = Lot.objects.filter(pk=number.cleaned_data.get("thing") or 0).first() if number.is_valid() else None
    form = NoteForm(request.POST, lot=lot)
    if lot is not None and form.is_valid():
        said = {"count_id": pk, "lot_id": lot.pk, "counted": form.cleaned_data["quantity"]}
        if send(
            form, scope="pantry.count_note", about=pk, by=by, effect=lambda: {"line": verbs.note(**said, by=by).pk}
        ):
            follow = form.cleaned_data["next_code"]
            return redirect(reverse("pantry:count", args=[pk]) + ("?" + urlencode({"code": follow}) if follow else ""))
    return _page(request, here, ThingFilter({"thing": lot.pk} if lot else {}), form)


@requires(may_handle_stock)
@require_POST
def count_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """The differences go into the books."""
    by = request.user.pk
    get_object_or_404(Count, pk=pk)
    press(
        request,
        scope="pantry.count_finish",
        about=pk,
        by=by,
        effect=lambda: {"count": verbs.finish(count_id=pk, by=by).pk},
    )
    return redirect("pantry:count", pk)


@requires(may_handle_stock)
@require_POST
def count_answer(request: SignedInRequest, pk: int, answer: str) -> HttpResponse:
    """A second person saw the same, or counts again."""
    line, by = get_object_or_404(CountLine, pk=pk), request.user.pk
    if answer not in ("same", "again"):
        raise Http404
    effect = (
        (lambda: {"count": verbs.confirm(line_id=pk, by=by).count_id})
        if answer == "same"
        else (lambda: {"count": verbs.drop(line_id=pk, by=by).pk})
    )
    done = press(request, scope="pantry.count_answer", about=f"{pk} {answer}", by=by, effect=effect)
    return redirect("pantry:count", done.answer["count"] if done else line.count_id)


def _page(request: SignedInRequest, here: Count, wanted: ThingFilter, form: NoteForm | None = None) -> HttpResponse:
    """The list of things; above it the one that was asked for, else the first that nobody noted."""
    asked: dict[str, Any] = wanted.cleaned_data if wanted.is_valid() else {"code": "", "thing": None}
    rows = count_boards.things(here, wanted=asked["code"])
    chosen = next((row for row in rows if row.lot.pk == asked["thing"]), None)
    thing = (
        chosen
        or next((row for row in rows if row.noted is None), None)
        or (rows[0] if asked["code"] and rows else None)
    )
    if asked["code"] and not rows:
        messages.warning(request, _("The screen knows none of it here. Move it here, or receive it."))
    if form is None and thing is not None:
        form = NoteForm(lot=thing.lot, initial={"thing": thing.lot.pk})
    done = sum(row.noted is not None for row in rows)
    context = {
        "count": here,
        "rows": rows,
        "thing": thing,
        "form": form,
        "done": done,
        "wanted": wanted,
        "asked": asked["code"],
    }
    return render(request, "pantry/count.html", context)
