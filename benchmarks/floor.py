"""The bare floor: one indexed query through the whole middleware. Mounted by the benchmark only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from coop.accounts.models import User
from coop.web.access import public


@public
def floor(request: HttpRequest) -> HttpResponse:
    """One row by its key."""
    return HttpResponse(str(User.objects.filter(pk=1).values_list("pk", flat=True).first()))


urlpatterns = [path("floor/", floor), path("", include("coop.urls"))]
