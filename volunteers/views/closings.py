"""The end of a school year, programme by programme: close it, open it again, take it to the registrar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.school.years import school_year_of
from coop.web import clock
from coop.web.access import requires, theirs
from volunteers import access
from volunteers import closings as verbs
from volunteers.claim_forms import PastYearFilter
from volunteers.forms import DecisionForm
from volunteers.views.tap import Request, submit, tap


def _year(request: Request) -> int:
    return PastYearFilter(request.GET).year() or school_year_of(clock.today())


def _back(year: int) -> HttpResponse:
    return redirect(f"{reverse('volunteers:closings')}?school_year={year}")


@requires(access.recognises)
@require_GET
def closings(request: Request) -> HttpResponse:
    """My programmes in one school year: what waits, what is decided, whether it is closed."""
    year = _year(request)
    context = {"lines": verbs.lines(request.user, year), "school_year": year, "before": year - 1}
    return render(request, "volunteers/closings.html", context)


@requires(access.recognises)
@require_POST
def closing(request: Request, pk: int) -> HttpResponse:
    """Close the year of one programme."""
    programme, year = theirs(access.programmes_led_by(request.user), pk), _year(request)

    def effect() -> dict[str, object]:
        return {"row": verbs.close(programme_id=programme.pk, school_year=year, by=request.user.pk).pk}

    if tap(request, "volunteers.closing", {"programme": pk, "year": year}, effect):
        messages.success(request, _("Closed. What was decided stays as it is. Take the file to the registrar."))
    return _back(year)


@requires(access.recognises)
def reopening(request: Request, pk: int) -> HttpResponse:
    """Open a closed year again, with a reason."""
    programme, year = theirs(access.programmes_led_by(request.user), pk), _year(request)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"school_year": year, "reason": form.cleaned_data["reason"]}

        def effect() -> dict[str, object]:
            return {"row": verbs.reopen(programme_id=programme.pk, **said, by=request.user.pk).pk}

        if submit(request, form, "volunteers.reopening", {"programme": pk, **said}, effect):
            messages.success(request, _("Open again. Close it when you are done."))
            return _back(year)
    context = {"form": form, "programme": programme, "school_year": year}
    return render(request, "volunteers/reopening.html", context, status=422 if form.is_bound else 200)
