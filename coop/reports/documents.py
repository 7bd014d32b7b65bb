"""The monthly report and the yearly activity report, as PDF. They leave the house: the threshold of outside applies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from coop.documents.makers import Html, Progress, maker
from coop.reports import history, words
from coop.reports.access import may_read_figures
from coop.reports.definitions import DEFINITIONS
from coop.reports.details import details
from coop.reports.pages import month_page
from coop.school.settings import school
from coop.web import wording


@maker("reports.month", may=may_read_figures)
def month_report(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """One month beside two others, its charts, its kinds of aid, and what each figure means."""
    first_day = date.fromisoformat(params["month"])
    progress(1, 4)
    with override(language):
        months = history.months_up_to(first_day, history.OUTSIDE)
        page = month_page(months)
        progress(3, 4)
        title = _("Monthly report, %(month)s") % {"month": wording.month(first_day)}
        return Html(
            "reports/month_pdf.html", {"page": page, "details": details(months), **_method(page.month.k)}, title
        )


@maker("reports.year", may=may_read_figures)
def year_report(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """The yearly activity report: the two exact totals, the months, the method."""
    progress(1, 4)
    with override(language):
        page = history.year_page_of(params["year"], history.OUTSIDE)
        progress(3, 4)
        title = _("Activity report, school year %(year)s") % {"year": page.label}
        return Html("reports/year_pdf.html", {"page": page, **_method(page.k)}, title)


def _method(k: int) -> dict[str, Any]:
    return {"school": school(), "definitions": list(DEFINITIONS.values()), "lines": words.method(k)}
