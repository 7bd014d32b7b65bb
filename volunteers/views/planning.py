"""What a coordinator plans: weekly patterns and dated shifts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.web import clock
from coop.web.access import requires
from volunteers import access, offers, shifts
from volunteers.forms import AmendForm, PatternForm, ShiftForm, WeekFilter
from volunteers.models import Shift, ShiftPattern
from volunteers.views.tap import Request, submit, tap


def _content(form: PatternForm | ShiftForm) -> dict[str, str]:
    return {name: str(value) for name, value in form.cleaned_data.items() if name != "key"}


@requires(access.coordinates)
@require_GET
def plan(request: Request) -> HttpResponse:
    """Patterns, and the shifts made from them or planned singly."""
    since = WeekFilter(request.GET).chosen()
    context = {
        "patterns": ShiftPattern.objects.all(),
        "offer": offers.offered_shifts(request.user, since),
        "today": clock.today(),
    }
    return render(request, "volunteers/plan.html", context)


@requires(access.coordinates)
def pattern(request: Request) -> HttpResponse:
    """A shift that comes back every week; its dated shifts of the next weeks are made at once."""
    form = PatternForm(request.POST or None, initial={"first_day": clock.today()})
    if request.method == "POST" and form.is_valid():

        def effect() -> dict[str, object]:
            begun = shifts.begin_pattern(**form.verb_input(), by=request.user.pk)
            shifts.make_ahead(until=clock.today() + shifts.MADE_AHEAD, by=request.user.pk)
            return {"pattern": begun.pk}

        if submit(request, form, "volunteers.pattern", _content(form), effect):
            messages.success(request, _("Planned. The shifts of the next five weeks are open."))
            return redirect("volunteers:plan")
    return render(request, "volunteers/pattern.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(access.coordinates)
@require_POST
def end_pattern(request: Request, pk: int) -> HttpResponse:
    """No more shifts are made from this pattern."""
    ended = get_object_or_404(ShiftPattern, pk=pk)

    def effect() -> dict[str, object]:
        return {"pattern": shifts.end_pattern(pattern=ended, last_day=clock.today(), by=request.user.pk).pk}

    if tap(request, "volunteers.end_pattern", {"pattern": pk}, effect):
        messages.success(request, _("No more shifts are made from it. Those already made stay."))
    return redirect("volunteers:plan")


@requires(access.coordinates)
def new_shift(request: Request) -> HttpResponse:
    """A single shift: a drive on a Saturday, a transport, a training."""
    form = ShiftForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():

        def effect() -> dict[str, object]:
            return {"shift": shifts.plan_shift(**form.verb_input(), by=request.user.pk).pk}

        if submit(request, form, "volunteers.new_shift", _content(form), effect):
            messages.success(request, _("Planned. People can sign up now."))
            return redirect("volunteers:plan")
    return render(request, "volunteers/new_shift.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(access.coordinates)
def shift(request: Request, pk: int) -> HttpResponse:
    """Amend one dated shift; whoever signed up is told when it moves."""
    found = get_object_or_404(Shift.objects.open(), pk=pk)
    form = AmendForm(request.POST or None, shift=found)
    if request.method == "POST" and form.is_valid():

        def effect() -> dict[str, object]:
            return {"shift": shifts.amend_shift(shift_id=pk, **form.verb_input(), by=request.user.pk).pk}

        if submit(request, form, "volunteers.shift", {"shift": pk, **_content(form)}, effect):
            messages.success(request, _("Changed. Whoever signed up is told when it moved."))
            return redirect("volunteers:plan")
    context = {"form": form, "shift": found}
    return render(request, "volunteers/shift.html", context, status=422 if form.is_bound else 200)


@requires(access.coordinates)
@require_POST
def cancel_shift(request: Request, pk: int) -> HttpResponse:
    """The shift does not take place; everybody is told."""
    get_object_or_404(Shift.objects.open(), pk=pk)

    def effect() -> dict[str, object]:
        return {"shift": shifts.cancel_shift(shift_id=pk, by=request.user.pk).pk}

    if tap(request, "volunteers.cancel_shift", {"shift": pk}, effect):
        messages.success(request, _("Cancelled. Everybody who had signed up is told."))
    return redirect("volunteers:plan")
