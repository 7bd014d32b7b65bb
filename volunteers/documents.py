"""Papers: the roster of a day for the wall, the attendance list of a training, the statement of hours for the volunteer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coop.documents.makers import Html, Progress, maker
from coop.school.settings import school
from coop.web import wording
from volunteers import access, hours, rosters, training_pages
from volunteers.models import Activity, Statement, TrainingDate, WorkedTime

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
    issued = Statement.objects.select_related("person").get(pk=params["statement"])
    counted = (
        WorkedTime.objects.validated()
        .filter(person=issued.person, decided_at__lte=issued.issued_at)
        .started_between(*hours.year_bounds(issued.school_year))
    )
    by_activity = counted.order_by().values("activity").annotate(minutes=Sum("minutes")).order_by("-minutes")
    rows = list(counted.order_by("starts_at", "pk"))
    progress(1, 1)
    context = {
        "statement": issued,
        "school": school(),
        "years": f"{issued.school_year}-{issued.school_year + 1}",
        "totals": [(Activity(line["activity"]).label, line["minutes"]) for line in by_activity],
        "rows": rows,
    }
    return Html(
        "volunteers/statement_pdf.html", context, _("Statement of hours %(number)s") % {"number": issued.number}
    )
