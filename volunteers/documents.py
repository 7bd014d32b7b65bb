"""Papers: the roster of a day for the wall, the attendance list of a training, the statement of hours for the volunteer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coop.documents.makers import Html, Progress, maker
from coop.school.settings import school
from coop.web import wording
from coop.web.addresses import absolute
from coop.web.qr import data_uri
from volunteers import access, elements, rosters, statements, training_pages
from volunteers.models import Statement, TrainingDate

NOBODY = 0


@maker("volunteers.roster", may=access.coordinates)
def roster(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """Who is expected on one day: names and boxes to tick. `params`: `day` as ISO text."""
    day = date.fromisoformat(params["day"])
    shifts = rosters.roster(day, NOBODY)
    progress(1, 1)
    return Html("volunteers/roster_pdf.html", {"day": day, "shifts": shifts}, capfirst(wording.day(day, year=True)))


@maker("volunteers.training", may=access.coordinates)
def training(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """Who is expected at a training, to sign on paper; or who was there, as signed. `params`: `training`, the date's row."""
    date_ = TrainingDate.objects.select_related("shift", "module").get(pk=params["training"])
    page = training_pages.attendance(date_, "")
    progress(1, 1)
    context = {"date": date_, "lists": page.lists, "open": page.open, "school": school()}
    return Html("volunteers/training_pdf.html", context, _("Training: %(title)s") % {"title": date_.shift.title})


@maker("volunteers.statement", may=access.takes_shifts)
def statement(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """The validated hours of one school year on numbered paper. `params`: `statement`, the row that was issued."""
    issued = Statement.objects.select_related("person", "page").get(pk=params["statement"])
    page = absolute("volunteers:statement_check", issued.page.code)
    context = {
        "statement": issued,
        "school": school(),
        "years": f"{issued.school_year}-{issued.school_year + 1}",
        "elements": elements.of_statement(issued),
        "totals": statements.by_activity(issued),
        "rows": list(statements.counted(issued).order_by("starts_at", "pk")),
        "page": page,
        "code": data_uri(page),
    }
    progress(1, 1)
    return Html(
        "volunteers/statement_pdf.html", context, _("Statement of hours %(number)s") % {"number": issued.number}
    )
