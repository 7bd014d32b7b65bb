"""Trainings as a coordinator keeps them: what is offered, dates, the list that the trainer signs, who is qualified."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.documents.requests import request_document
from coop.web import clock
from coop.web.access import requires
from volunteers import access, qualifications, training_pages
from volunteers import trainings as verbs
from volunteers.forms import DecisionForm
from volunteers.models import Qualification, TrainingDate, TrainingModule
from volunteers.training_forms import ModuleForm, PeopleFilter, QualifiedFilter, SignForm, TrainingForm
from volunteers.views.tap import Request, submit, tap


@requires(access.coordinates)
@require_GET
def training_plan(request: Request) -> HttpResponse:
    """Lists to be signed, coming dates, what is offered, what expires soon."""
    return render(request, "volunteers/training_plan.html", {"plan": training_pages.planned()})


@requires(access.coordinates)
def new_module(request: Request) -> HttpResponse:
    """A training to offer."""
    form = ModuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.verb_input()

        def effect() -> dict[str, object]:
            return {"module": verbs.add_module(**wanted, by=request.user.pk).pk}

        if submit(request, form, "volunteers.new_module", wanted, effect):
            messages.success(request, _("Added. Now plan a date."))
            return redirect("volunteers:training_plan")
    return render(request, "volunteers/new_module.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(access.coordinates)
def module(request: Request, pk: int) -> HttpResponse:
    """Change what is offered. Lists signed before stay as they are."""
    found = get_object_or_404(TrainingModule, pk=pk)
    form = ModuleForm(request.POST or None, initial=ModuleForm.values_of(found))
    if request.method == "POST" and form.is_valid():
        wanted = form.verb_input()

        def effect() -> dict[str, object]:
            return {"module": verbs.amend_module(module_id=pk, **wanted, by=request.user.pk).pk}

        if submit(request, form, "volunteers.module", {"module": pk, **wanted}, effect):
            messages.success(request, _("Saved. Lists signed before say what they said."))
            return redirect("volunteers:training_plan")
    context = {"form": form, "module": found}
    return render(request, "volunteers/module.html", context, status=422 if form.is_bound else 200)


@requires(access.coordinates)
@require_POST
def module_close(request: Request, pk: int) -> HttpResponse:
    """No longer offered."""
    get_object_or_404(TrainingModule, pk=pk)

    def effect() -> dict[str, object]:
        verbs.close_module(module_id=pk, by=request.user.pk)
        return {"module": pk}

    if tap(request, "volunteers.module_close", {"module": pk}, effect):
        messages.success(request, _("No longer offered. Planned dates take place."))
    return redirect("volunteers:training_plan")


@requires(access.coordinates)
def new_training(request: Request) -> HttpResponse:
    """A date of a training."""
    form = TrainingForm(request.POST or None, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        wanted = form.verb_input()

        def effect() -> dict[str, object]:
            return {"shift": verbs.plan(**wanted, by=request.user.pk).pk}

        content = {name: str(value) for name, value in wanted.items()}
        if submit(request, form, "volunteers.new_training", content, effect):
            messages.success(request, _("Planned. People can sign up now."))
            return redirect("volunteers:training_plan")
    nothing = not form.fields["module"].queryset.exists()  # type: ignore[attr-defined]
    context = {"form": form, "nothing": nothing}
    return render(request, "volunteers/new_training.html", context, status=422 if form.is_bound else 200)


def _date(pk: int) -> TrainingDate:
    return get_object_or_404(TrainingDate.objects.select_related("shift", "module"), pk=pk)


@requires(access.coordinates)
def training(request: Request, pk: int) -> HttpResponse:
    """One date: who is expected, what was signed; a POST puts somebody on the list."""
    found = _date(pk)
    if request.method == "POST":
        person = get_object_or_404(access.to_train(), pk=_number(request))

        def effect() -> dict[str, object]:
            verbs.add_person(shift_id=found.shift_id, person_id=person.pk, by=request.user.pk)
            return {"person": person.pk}

        if tap(request, "volunteers.training", {"training": pk, "person": person.pk}, effect):
            messages.success(request, _("On the list: %(name)s.") % {"name": person.full_name})
        return redirect("volunteers:training", pk)
    search = PeopleFilter(request.GET)
    context = {"page": training_pages.attendance(found, search.chosen()), "search": search}
    return render(request, "volunteers/training.html", context)


def _number(request: Request) -> int:
    said = request.POST.get("person", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


@requires(access.coordinates)
def training_sign(request: Request, pk: int) -> HttpResponse:
    """Hand over the device: the trainer sees the names and signs. Nothing else of the application is on this page."""
    found = _date(pk)
    form = SignForm(request.POST or None, initial={"trainer": found.trainer})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("trainer", "strokes")} | {
            "present": form.cleaned_data["chosen"]
        }

        def effect() -> dict[str, object]:
            return {"list": verbs.sign(shift_id=found.shift_id, **said, by=request.user.pk).pk}

        if submit(request, form, "volunteers.training_sign", {"training": pk, **said}, effect):
            return render(request, "volunteers/training_signed.html", {"date": found})
    context = {"page": training_pages.attendance(found, ""), "form": form, "ticked": request.POST.getlist("chosen")}
    return render(request, "volunteers/training_sign.html", context, status=422 if form.is_bound else 200)


@requires(access.coordinates)
@require_POST
def training_paper(request: Request, pk: int) -> HttpResponse:
    """The attendance list on paper, made in the background."""
    found, by, language = _date(pk), request.user.pk, get_language() or "fr"

    def effect() -> dict[str, str]:
        asked = request_document(kind="volunteers.training", params={"training": found.pk}, by=by, language=language)
        return {"document": str(asked.pk)}

    done = tap(request, "volunteers.training_paper", {"training": pk}, effect)
    return redirect("documents:show", done.answer["document"]) if done else redirect("volunteers:training", pk)


@requires(access.coordinates)
@require_GET
def qualified(request: Request) -> HttpResponse:
    """Who is trained for what, until when."""
    search = QualifiedFilter(request.GET)
    rows, after = training_pages.qualified(*search.read())
    return render(request, "volunteers/qualified.html", {"rows": rows, "after": after, "search": search})


@requires(access.coordinates)
def qualification(request: Request, pk: int) -> HttpResponse:
    """One qualification; taking it back needs a reason."""
    found = get_object_or_404(Qualification.objects.select_related("person", "list"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def effect() -> dict[str, object]:
            return {"row": qualifications.revoke(qualification_id=pk, reason=reason, by=request.user.pk).pk}

        if submit(request, form, "volunteers.qualification", {"row": pk, "reason": reason}, effect):
            messages.success(request, _("Taken back. The signed list stays readable."))
            return redirect("volunteers:qualified")
    context = {"form": form, "row": found}
    return render(request, "volunteers/qualification.html", context, status=422 if form.is_bound else 200)
