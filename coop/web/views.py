"""The first page and the health check."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from coop.web.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return HttpResponse("<!doctype html><html lang=fr><title>CO'OP</title><h1>CO'OP</h1></html>")


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
