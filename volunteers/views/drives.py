"""Who took part in a collection drive."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from coop.web.access import requires
from pantry.models import Drive
from volunteers import access, drive_teams
from volunteers.views.tap import Request


@requires(access.coordinates)
@require_safe
def drive_team(request: Request, pk: int) -> HttpResponse:
    """Names, shifts and hours of a drive; it says nothing else of anybody."""
    drive = get_object_or_404(Drive, pk=pk)
    helpers = drive_teams.of_drive(drive)
    context = {"drive": drive, "helpers": helpers, "minutes": sum(helper.minutes for helper in helpers)}
    return render(request, "volunteers/drive_team.html", context)
