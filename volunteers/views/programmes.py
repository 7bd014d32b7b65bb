"""Programmes: their names and leads, their rules, the volunteers who study in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coop.web.access import requires
from volunteers import access, programme_pages, schemes
from volunteers import programmes as verbs
from volunteers.errors import NotToEnrol
from volunteers.models import Programme
from volunteers.programme_forms import (
    EnrolFilter,
    EnrolForm,
    ListFilter,
    NewProgrammeForm,
    ProgrammeForm,
    SchemeForm,
    YearFilter,
    open_years,
)
from volunteers.views.tap import Request, submit, tap


def _kept(request: Request, pk: int) -> Programme:
    return get_object_or_404(access.programmes_kept_by(request.user), pk=pk)


@requires(access.keeps_programmes)
@require_GET
def programmes(request: Request) -> HttpResponse:
    """The programmes I keep, with what this school year has."""
    year = open_years()[0]
    page = programme_pages.kept_programmes(request.user, year, ListFilter(request.GET).chosen())
    return render(request, "volunteers/programmes.html", {"page": page, "school_year": year})


@requires(access.keeps_programmes)
def new_programme(request: Request) -> HttpResponse:
    """A course of study whose students' hours may be recognised."""
    form = NewProgrammeForm(request.POST or None, initial={"leads": [request.user.pk]})
    if request.method == "POST" and form.is_valid():
        wanted = form.verb_input()

        def effect() -> dict[str, object]:
            return {"programme": verbs.add(**wanted, by=request.user.pk).pk}

        if submit(request, form, "volunteers.new_programme", wanted, effect):
            messages.success(request, _("Added. Now say its rules, then who studies in it."))
            return redirect("volunteers:programmes")
    context = {"form": form, "nobody": not form.fields["leads"].queryset}  # type: ignore[attr-defined]
    return render(request, "volunteers/new_programme.html", context, status=422 if form.is_bound else 200)


@requires(access.keeps_programmes)
def programme(request: Request, pk: int) -> HttpResponse:
    """The name of a programme, and who leads it."""
    found = _kept(request, pk)
    form = ProgrammeForm(request.POST or None, initial=ProgrammeForm.values_of(found))
    if request.method == "POST" and form.is_valid():
        wanted = form.verb_input()

        def effect() -> dict[str, object]:
            return {"programme": verbs.amend(programme_id=pk, **wanted, by=request.user.pk).pk}

        if submit(request, form, "volunteers.programme", {"programme": pk, **wanted}, effect):
            messages.success(request, _("Saved."))
            return redirect("volunteers:programmes")
    context = {"programme": found, "form": form}
    return render(request, "volunteers/programme.html", context, status=422 if form.is_bound else 200)


@requires(access.keeps_programmes)
def scheme(request: Request, pk: int) -> HttpResponse:
    """The rules of one programme for this school year and the next, and publishing a version."""
    found = _kept(request, pk)
    form = SchemeForm(request.POST or None, initial={"school_year": YearFilter(request.GET).chosen()})
    if request.method == "POST" and form.is_valid():
        rule, year = form.rule(), form.cleaned_data["school_year"]

        def effect() -> dict[str, object]:
            made = schemes.publish(programme=found, school_year=year, rule=rule, by=request.user.pk)
            return {"scheme": made.pk}

        content = {"programme": pk, "year": year, "rule": str(rule)}
        if submit(request, form, "volunteers.scheme", content, effect):
            messages.success(request, _("Published. Claims already made keep the rule they were made under."))
            return redirect("volunteers:scheme", pk)
    context = {"programme": found, "schemes": programme_pages.schemes_of(pk, open_years()), "form": form}
    return render(request, "volunteers/scheme.html", context, status=422 if form.is_bound else 200)


@requires(access.keeps_programmes)
def enrolments(request: Request, pk: int) -> HttpResponse:
    """Who studies in a programme, and whom to add: volunteers of no programme that year, by name."""
    found = _kept(request, pk)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _enrol(request, found, form):
        return redirect(f"{reverse('volunteers:enrolments', args=[pk])}?school_year={form.cleaned_data['school_year']}")
    search = EnrolFilter(request.GET)
    year, words, after = search.read()
    context: dict[str, Any] = {
        "programme": found,
        "form": form,
        "search": EnrolFilter(initial={"school_year": year, "q": words}),
        "school_year": year,
        "year_query": f"?school_year={year}",
        "words": words,
        "page": programme_pages.enrolled_in(found, year, after),
        "candidates": programme_pages.candidates(year, words),
        "ticked": request.POST.getlist("chosen"),
    }
    return render(request, "volunteers/enrolments.html", context, status=422 if form.is_bound else 200)


def _enrol(request: Request, found: Programme, form: EnrolForm) -> bool:
    people, year = form.cleaned_data["chosen"], form.cleaned_data["school_year"]

    def effect() -> dict[str, object]:
        if access.to_enrol(year).filter(pk__in=people).count() != len(people):
            raise NotToEnrol
        rows = verbs.enrol(people=people, programme_id=found.pk, school_year=year, by=request.user.pk)
        return {"enrolments": [row.pk for row in rows]}

    done = submit(
        request, form, "volunteers.enrolments", {"programme": found.pk, "year": year, "people": people}, effect
    )
    if done:
        number = len(people)
        said = ngettext("%(count)s person enrolled.", "%(count)s people enrolled.", number) % {"count": number}
        messages.success(request, said)
    return bool(done)


@requires(access.keeps_programmes)
@require_POST
def end_enrolment(request: Request, pk: int, row: int) -> HttpResponse:
    """The volunteer no longer studies in it this year."""
    found = _kept(request, pk)
    year = YearFilter(request.GET).chosen()

    def effect() -> dict[str, object]:
        verbs.end_enrolment(enrolment_id=row, programme_id=found.pk, by=request.user.pk)
        return {"enrolment": row}

    if tap(request, "volunteers.end_enrolment", {"programme": pk, "enrolment": row}, effect):
        messages.success(request, _("Ended. Hours and decided claims stay as they are."))
    return redirect(f"{reverse('volunteers:enrolments', args=[pk])}?school_year={year}")
