"""Hours: one's own, declaring some, the statement; and deciding about those of others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from coop.web import clock
from coop.web.access import requires
from volunteers import access, decisions, progress
from volunteers import hours as verbs
from volunteers.forms import AfterFilter, DecisionForm, DeclareForm, TicksForm
from volunteers.views.tap import Request, submit


@requires(access.takes_shifts)
@require_GET
def hours(request: Request) -> HttpResponse:
    """My shifts and hours, and how far the next credit is."""
    return render(request, "volunteers/hours.html", {"my": progress.my_hours(request.user)})


@requires(access.takes_shifts)
@require_GET
def history(request: Request) -> HttpResponse:
    """All my hours, reversed ones included."""
    rows, after = progress.history(request.user, AfterFilter(request.GET).chosen())
    return render(request, "volunteers/history.html", {"rows": rows, "after": after})


@requires(access.takes_shifts)
def declare(request: Request) -> HttpResponse:
    """Time worked outside a shift; it waits for somebody's decision."""
    form = DeclareForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        said, me = form.verb_input(), request.user.pk

        def effect() -> dict[str, object]:
            return {"worked": verbs.declare(person_id=me, **said, by=me).pk}

        content = {name: str(value) for name, value in said.items()}
        if submit(request, form, "volunteers.declare", content, effect):
            messages.success(request, _("Noted. Somebody of the coordination decides within 14 days."))
            return redirect("volunteers:hours")
    return render(request, "volunteers/declare.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(access.coordinates)
def validate(request: Request) -> HttpResponse:
    """Hours of others that wait, in batch."""
    if request.method == "POST":
        form = TicksForm(request.POST)
        if form.is_valid():
            return _validate_ticked(request, form)
        messages.warning(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    page = decisions.hours_to_validate(request.user, AfterFilter(request.GET).chosen())
    return render(request, "volunteers/validate.html", {"page": page})


def _validate_ticked(request: Request, form: TicksForm) -> HttpResponse:
    wanted = form.cleaned_data["chosen"]

    def effect() -> dict[str, object]:
        seen = access.hours_to_decide(request.user).filter(pk__in=wanted).values_list("pk", flat=True)
        batch = verbs.validate_all(worked_ids=list(seen), by=request.user.pk)
        return {"validated": batch.validated, "refused": [(i, str(refusal)) for i, refusal in batch.refused]}

    if done := submit(request, form, "volunteers.validate", {"rows": wanted}, effect):
        count = len(done.answer["validated"])
        said = ngettext("%(count)s row validated.", "%(count)s rows validated.", count) % {"count": count}
        messages.success(request, said)
        for why in sorted({why for _pk, why in done.answer["refused"]}):
            messages.warning(request, why)
    return redirect("volunteers:validate")


@requires(access.coordinates)
def decide_hours(request: Request, pk: int) -> HttpResponse:
    """One row that waits: yes although it is late, or no; both with a reason."""
    row = get_object_or_404(access.hours_to_decide(request.user).select_related("person"), pk=pk)
    form, overdue = DecisionForm(request.POST or None), verbs.is_overdue(row)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user.pk
        decision = "yes" if request.POST.get("decision") == "yes" else "no"

        def effect() -> dict[str, object]:
            if decision == "yes" and not overdue and not reason:
                return {"row": verbs.validate(worked_id=pk, by=by).pk}
            verb = verbs.validate_late if decision == "yes" else verbs.refuse
            return {"row": verb(worked_id=pk, reason=reason, by=by).pk}

        content = {"row": pk, "decision": decision, "reason": reason}
        if submit(request, form, "volunteers.decide_hours", content, effect):
            return redirect("volunteers:validate")
    context = {"form": form, "row": row, "overdue": overdue}
    return render(request, "volunteers/decide_hours.html", context, status=422 if form.is_bound else 200)
