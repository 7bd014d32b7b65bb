"""A button that asks for a document: once, then to the page that shows how far it is."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from coop.web.access import SignedInRequest
from coop.web.sending import press

from .requests import request_document


def press_for_document(
    request: SignedInRequest,
    *,
    kind: str,
    params: dict[str, Any],
    back: tuple[Any, ...],
    scope: str = "",
    language: str = "",
    **pressed: Any,
) -> HttpResponse:
    """Ask for it in `language` (the reader's when empty); `back` is where a refusal leads. `pressed` goes to `press`."""
    by, spoken = request.user.pk, language or get_language() or "fr"

    def effect() -> dict[str, str]:
        return {"document": str(request_document(kind=kind, params=params, by=by, language=spoken).pk)}

    done = press(request, scope=scope or kind, by=by, effect=effect, **pressed)
    return redirect("documents:show", done.answer["document"]) if done else redirect(*back)
