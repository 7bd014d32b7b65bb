"""What is true of every request: sane input, a declared rule, private pages that no cache keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

Answer = Callable[[HttpRequest], HttpResponse]
DECLARED_ELSEWHERE = ("django.", "allauth.", "whitenoise.")


def sane_input(get_response: Answer) -> Answer:
    """A NUL or a lone surrogate would reach the database as an error; it is a bad request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest()
        return get_response(request)

    return middleware


class declared_access:  # noqa: N801 - named like the other middleware
    """A view of ours without a declared rule is a mistake: it raises in tests and the demo, and stays closed otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object) -> None:
        if hasattr(view, "access_rule") or view.__module__.startswith(DECLARED_ELSEWHERE):
            return
        if settings.STRICT:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no access rule.")
        raise PermissionDenied


def private_pages(get_response: Answer) -> Answer:
    """What a signed-in person sees is kept by no cache, shared or on the device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
