"""Every route declares who may open it. The docstring of a rule is the rule; `tests/test_access.py` is the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

View = Callable[..., HttpResponseBase]
Rule = Callable[[Any], bool]
V = TypeVar("V", bound=View)

refused = Signal()
"""Sent with `user` and `route` when a rule said no, and with `what` and `number` when a row was not theirs.

The journal listens; this floor knows nothing above it.
"""

DECLARED_ELSEWHERE = ("django.", "allauth.", "whitenoise.")
"""Views written by others, which bring their own rules: sign-in, static files, translations for scripts."""


class SignedInRequest(HttpRequest):
    """For annotations: what a view behind `requires` or `signed_in` is given, where `user` is an account, never a stranger."""

    if TYPE_CHECKING:
        user: _User


class NotYours(Http404):
    """A confidential row that is not there, or not for this person: the page is the same, and the journal keeps the try."""

    def __init__(self, what: str, number: object) -> None:
        super().__init__()
        self.what, self.number = what, str(number)[:64]


def theirs(rows: QuerySet, number: object) -> Any:
    """The row with this number among those the person may see; otherwise 404, and a row in the journal."""
    row = rows.filter(pk=number).first()
    if row is None:
        raise NotYours(rows.model._meta.label_lower, number)
    return row


def tell_not_yours(request: HttpRequest, problem: NotYours) -> None:
    """Called when the request's transactions are over, so that the row in the journal stays."""
    if request.user.is_authenticated:
        told = {"what": problem.what, "number": problem.number}
        refused.send(sender=NotYours, user=request.user, route=_route_of(request), **told)


def public(view: V) -> V:
    """Anyone may open this, signed in or not."""
    view.access_rule = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any member of staff or volunteer with an account."""

    def anyone_signed_in(user: Any) -> bool:
        """Anyone signed in."""
        return True

    return requires(anyone_signed_in)(view)


def requires(rule: Rule) -> Callable[[View], View]:
    """Only those for whom `rule(user)` is true; 403 otherwise, the sign-in page for a stranger."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not rule(request.user):
                refused.send(sender=rule, user=request.user, route=_route_of(request))
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def _route_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the application as (pattern, URL pattern), for the check, the table and the tests of leaks."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, where)
        else:
            yield where, pattern


def is_ours(view: View) -> bool:
    """Whether this view must declare a rule of ours."""
    return not getattr(view, "__module__", "").startswith(DECLARED_ELSEWHERE)
