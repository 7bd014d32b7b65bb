"""When the school is closed: typed by an administrator; public holidays are shown beside."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from coop.school import access
from coop.school import closures as days
from coop.school.forms import StretchForm
from coop.school.models import ClosedDays
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send

AHEAD = timedelta(days=365)


@requires(access.keeps_the_school)
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: SignedInRequest) -> HttpResponse:
    """The typed closures, and the public holidays of the year to come."""
    form, by, today = StretchForm(request.POST or None), request.user.pk, clock.today()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        what = {"name": said["name"], "first": said["starts"], "last": said["ends"]}
        if send(form, scope="school.closures", by=by, effect=lambda: {"closure": days.add(**what, by=by).pk}):
            return redirect("school:closures")
    typed = list(ClosedDays.objects.order_by("-starts")[:50])
    public = [each for each in days.between(today, today + AHEAD) if each.public]
    context = {
        "form": form,
        "rows": [row for row in reversed(typed) if row.ends >= today],
        "past": [row for row in typed if row.ends < today],
        "public": public,
    }
    return render(request, "school/closures.html", context)


@requires(access.keeps_the_school)
@require_POST
def drop_closure(request: SignedInRequest, pk: int) -> HttpResponse:
    by = request.user.pk
    press(request, scope="school.drop_closure", about=pk, by=by, effect=lambda: days.drop(number=pk, by=by))
    return redirect("school:closures")
