"""Hours added up by kind and period, and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coop.web import sheets
from coop.web.access import requires
from volunteers import access
from volunteers import totals as figures
from volunteers.models import WorkedTime
from volunteers.total_forms import PeriodFilter
from volunteers.views.tap import Request


@requires(access.coordinates)
@require_GET
def totals(request: Request) -> HttpResponse:
    """Everybody's hours by kind of work."""
    chosen = PeriodFilter(request.GET)
    period = chosen.period()
    lines = figures.by_kind(WorkedTime.objects.all(), period)
    form = PeriodFilter(initial={"first": period.first, "last": period.last})
    return render(request, "volunteers/totals.html", {"lines": lines, "period": period, "form": form})


@requires(access.coordinates)
@require_GET
def hours_export(request: Request) -> HttpResponse:
    """The rows behind the totals, with names."""
    chosen = PeriodFilter(request.GET)
    return sheets.answer(
        figures.rows_of(WorkedTime.objects.all(), chosen.period()), name="coop-hours", form=chosen.file()
    )


@requires(access.takes_shifts)
@require_GET
def my_hours_export(request: Request) -> HttpResponse:
    """My own hours as a file."""
    chosen = PeriodFilter(request.GET)
    return sheets.answer(
        figures.rows_of(access.own_hours(request.user), chosen.period()), name="coop-my-hours", form=chosen.file()
    )
