"""The dashboard: the month at a glance, the year, their reports."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from coop.documents.requests import request_document
from coop.reports import exports, history
from coop.reports import outcomes as outcomes_shown
from coop.reports.access import may_read_figures, may_read_outcomes
from coop.reports.definitions import DEFINITIONS
from coop.reports.details import Topic, details
from coop.reports.figures import first_of_month, next_month, previous_month
from coop.reports.forms import chosen_topic
from coop.reports.pages import month_page
from coop.reports.published import Month
from coop.school.settings import school
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press
from coop.web.sheets import XLSX


@requires(may_read_figures)
@require_GET
def month(request: SignedInRequest, year: int | None = None, number: int | None = None) -> HttpResponse:
    """One month beside the one before and the same a year ago; without a date, the running one."""
    first_day = _first_day(year, number or 1) if year is not None else first_of_month(clock.today())
    months = _months(first_day, history.INSIDE)
    following = next_month(first_day)
    context = {
        "page": month_page(months),
        "previous": previous_month(first_day) if previous_month(first_day) in {m.first_day for m in months} else None,
        "following": following,
        "following_is_known": following <= first_of_month(clock.today()),
    }
    return render(request, "reports/month.html", context)


@requires(may_read_figures)
@require_GET
def year(request: SignedInRequest, school_year: int | None = None) -> HttpResponse:
    """A school year, named by the year it begins in; without one, the latest."""
    known = history.known_years()
    if school_year is None and known:
        return redirect("reports:year", school_year=known[-1])
    if school_year not in known:
        raise Http404
    context = {
        "page": history.year_page_of(school_year, history.INSIDE),
        "previous": max((each for each in known if each < school_year), default=None),
        "following": min((each for each in known if each > school_year), default=None),
    }
    return render(request, "reports/year.html", context)


@requires(may_read_outcomes)
@require_GET
def outcomes(request: SignedInRequest) -> HttpResponse:
    """Did it help? Every comparison that was measured, and how it was made."""
    context = {"shown": outcomes_shown.published(school().k_inside), "k": school().k_inside}
    return render(request, "reports/outcomes.html", context)


@requires(may_read_figures)
@require_GET
def reports(request: SignedInRequest) -> HttpResponse:
    """Every closed month and year with its report and its figures."""
    return render(request, "reports/reports.html", {"years": history.shelf()})


@requires(may_read_figures)
@require_GET
def definitions(request: SignedInRequest) -> HttpResponse:
    """What each figure means, where it comes from, and why some are hidden."""
    context = {"definitions": DEFINITIONS.values(), "school": school()}
    return render(request, "reports/definitions.html", context)


@requires(may_read_figures)
@require_POST
def month_report(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Have the monthly report made; the document's page shows how far it is."""
    first_day = _first_day(year, number)
    if not history.is_known(first_day):
        raise Http404
    params = {"month": first_day.isoformat()}
    return _made(request, "reports.month", params)


@requires(may_read_figures)
@require_POST
def year_report(request: SignedInRequest, school_year: int) -> HttpResponse:
    """Have the yearly activity report made."""
    if school_year not in history.known_years():
        raise Http404
    return _made(request, "reports.year", {"year": school_year})


@requires(may_read_figures)
@require_GET
def month_details(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Every figure of the month with its parts, its definition and its source; `?topic=` shows one part of them."""
    months = _months(_first_day(year, number), history.INSIDE)
    topic = chosen_topic(request.GET)
    context = {"page": details(months, topic), "topic": topic, "topics": Topic.choices}
    return render(request, "reports/month_details.html", context)


@requires(may_read_figures)
@require_GET
def month_export(request: SignedInRequest, year: int, number: int, form: str) -> HttpResponse:
    """The figures of the month as a table, through the gate with the threshold of what leaves the house."""
    months = _months(_first_day(year, number), history.OUTSIDE)
    rows = exports.month_rows(details(months, chosen_topic(request.GET)))
    return _table(rows, f"coop-{year}-{number:02d}", form, months[-1].k)


@requires(may_read_figures)
@require_GET
def year_export(request: SignedInRequest, school_year: int, form: str) -> HttpResponse:
    """The figures of the school year as a table."""
    if school_year not in history.known_years():
        raise Http404
    page = history.year_page_of(school_year, history.OUTSIDE)
    return _table(exports.year_rows(page), f"coop-{page.label}", form, page.k)


def _months(first_day: date, audience: str) -> list[Month]:
    """Up to a month that is known; another one is not there."""
    months = history.months_up_to(first_day, audience)
    if not months or months[-1].first_day != first_day:
        raise Http404
    return months


def _first_day(year: int, number: int) -> date:
    if not (2000 <= year <= 2100 and 1 <= number <= 12):
        raise Http404
    return date(year, number, 1)


def _made(request: SignedInRequest, kind: str, params: dict) -> HttpResponse:
    user = request.user

    def effect() -> dict[str, str]:
        return {"document": str(request_document(kind=kind, params=params, by=user.pk, language=user.language).pk)}

    done = press(request, scope=kind, by=user.pk, effect=effect, **params)
    return redirect("documents:show", done.answer["document"]) if done else redirect("reports:reports")


def _table(rows: list[exports.Row], name: str, form: str, k: int) -> HttpResponse:
    if form == "xlsx":
        answer = HttpResponse(exports.book(rows, title=name, k=k), content_type=XLSX)
    else:
        answer = HttpResponse(exports.csv_of(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
