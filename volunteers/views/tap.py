"""One button, one verb, one effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from coop.accounts.models import User
from coop.web.errors import Refusal
from coop.web.idempotency import Once, once
from volunteers.forms import TapForm


class Request(HttpRequest):
    """A request behind an access rule: somebody is signed in."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails


PAGE_TOO_OLD = TapForm.base_fields["key"].error_messages["required"]


def tap(request: Request, scope: str, content: dict[str, Any], effect: Callable[[], dict[str, Any]]) -> Once | None:
    """Do what the button says, once. A refusal becomes a message; the caller goes back to the list."""
    form = TapForm(request.POST)
    if not form.is_valid():
        messages.error(request, PAGE_TOO_OLD)
        return None
    try:
        return once(key=form.cleaned_data["key"], scope=scope, content=content, by=request.user.pk, effect=effect)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return None


def submit(
    request: Request, form: Any, scope: str, content: dict[str, Any], effect: Callable[[], dict[str, Any]]
) -> Once | None:
    """The same for a form with fields: a refusal is shown in it, and nothing typed is lost."""
    try:
        return once(key=form.cleaned_data["key"], scope=scope, content=content, by=request.user.pk, effect=effect)
    except Refusal as refusal:
        form.refuse(refusal)
        return None
