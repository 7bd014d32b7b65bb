"""What is true of every request: sane input, a declared rule, private pages that no cache keeps, one line in the log."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.crypto import get_random_string

from coop.web import access

Answer = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("coop.web")

MOST_PARAMETERS = 1_000
LOCKED = ("55P03", "57014")  # a lock or a statement waited for longer than it may
UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")


class numbered:  # noqa: N801 - named like the other middleware
    """Gives each request a random number, and the log one line about it: route, status, time; never a path, a query or a person."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        structlog.contextvars.clear_contextvars()
        number = get_random_string(12)
        structlog.contextvars.bind_contextvars(request=number)
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method if request.method in METHODS else "other",
            route=match.view_name if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000),
        )
        response["X-Request-ID"] = number
        return response


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class sane_input:  # noqa: N801
    """What no browser sends is a bad request, not an error of ours.

    A NUL or a lone surrogate in address, query or form, bytes that are no UTF-8, a number beyond the database's integers: 400.
    A lock that did not come in time: 409, and the same form may be sent again.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _readable_address(request):
            return bad_request(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.method != "POST":
            return None
        return None if _readable(_form_texts(request)) else bad_request(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, DataError | UnicodeError | OverflowError) or "NUL (0x00)" in str(problem):
            log.warning("unreadable input", kind=type(problem).__name__)
            return bad_request(request)
        if isinstance(problem, OperationalError) and getattr(problem.__cause__, "pgcode", None) in LOCKED:
            return render(request, "409.html", status=409)
        return None


class declared_access:  # noqa: N801
    """A view of ours without a declared rule is a mistake: it raises in tests and the demo, and stays closed otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: access.View, args: object, kwargs: object) -> None:
        if hasattr(view, "access_rule") or not access.is_ours(view):
            return
        if settings.STRICT:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no access rule.")
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        if isinstance(problem, access.NotYours):
            access.tell_not_yours(request, problem)


def private_pages(get_response: Answer) -> Answer:
    """No cache, shared or on the device, keeps a page: neither what a signed-in person sees nor what a learner does.

    A view that nobody signed in to may say otherwise by setting `Cache-Control` itself.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        user = getattr(request, "user", None)
        if "Cache-Control" not in response or (user is not None and user.is_authenticated):
            response["Cache-Control"] = "no-store, private"
        patch_vary_headers(response, ["HX-Request", "Cookie", "Accept-Language"])
        return response

    return middleware


def bad_request(request: HttpRequest) -> HttpResponse:
    """The page of a request that no browser sends; it repeats nothing of it."""
    with translation.override(translation.get_language_from_request(request)):
        return render(request, "400.html", status=400)


def _readable_address(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    if query.count("&") > MOST_PARAMETERS:
        return False
    try:
        asked = unquote_to_bytes(query).decode()
    except UnicodeError:
        return False
    return _readable([request.path_info, asked])  # bytes that are no UTF-8 stay escaped in a path: a 404


def _form_texts(request: HttpRequest) -> Iterable[str]:
    for name, values in request.POST.lists():
        yield name
        yield from values
    for _field, uploads in request.FILES.lists():
        yield from (upload.name or "" for upload in uploads)


def _readable(texts: Iterable[str]) -> bool:
    return not any(UNREADABLE.search(text) for text in texts)
