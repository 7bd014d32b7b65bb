"""What `manage.py check` says about routes: each declares its rule, and each rule says itself in a sentence."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from coop.web import access


def every_route_declares_its_rule(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """One error for each view of ours without a rule, or whose rule has no docstring."""
    found: list[CheckMessage] = []
    for where, pattern in access.routes():
        view = pattern.callback
        if not access.is_ours(view):
            continue
        rule = getattr(view, "access_rule", None)
        if rule is None:
            found.append(Error(f"/{where} ({view.__module__}.{view.__name__}) declares no access rule.", id="web.E001"))
        elif callable(rule) and not rule.__doc__:
            found.append(Error(f"The rule of /{where} ({rule.__name__}) has no docstring to say it.", id="web.E002"))
    return found
