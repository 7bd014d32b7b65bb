"""Every route declares who may open it. The docstring of a rule is the rule; `tests/test_access.py` is the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
Rule = Callable[[Any], bool]


def public(view: View) -> View:
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
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return declare
