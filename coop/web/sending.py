"""Sending a form here: at most one effect for its key, and a refusal becomes a sentence, with nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from .errors import Refusal
from .forms import CoopForm
from .idempotency import Once, once

Effect = Callable[[], dict[str, Any] | None]


class PressForm(CoopForm):
    """A button: nothing but the key."""


def send(form: Any, *, scope: str, by: int | str, effect: Effect, about: object = "", **content: Any) -> Once | None:
    """The answer of the verb (identifiers only), or None with the refusal on the form. `about` is what the address names."""
    said = {name: value for name, value in form.cleaned_data.items() if name != "key"} | content | {"about": str(about)}
    try:
        return once(key=form.cleaned_data["key"], scope=scope, content=said, by=by, effect=lambda: effect() or {})
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def press(
    request: HttpRequest, *, scope: str, by: int | str, effect: Effect, about: object = "", **content: Any
) -> Once | None:
    """The same for a button, which has no page of its own: the refusal becomes a message."""
    form = PressForm(request.POST)
    done = send(form, scope=scope, by=by, effect=effect, about=about, **content) if form.is_valid() else None
    if done is None:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return done
