"""One way to send a form here: at most one effect per key, and a refusal becomes a sentence on the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from coop.web.idempotency import once
from referrals.forms import PressForm


def submit(form: CoopForm, *, scope: str, by: int | str, effect: Callable[[], Any]) -> dict[str, Any] | None:
    """The answer of the verb (identifiers only), or None with the refusal on the form."""
    content = {name: value for name, value in form.cleaned_data.items() if name != "key"}
    try:
        return once(
            key=form.cleaned_data["key"], scope=scope, content=content, by=by, effect=lambda: effect() or {}
        ).answer
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def press(
    request: HttpRequest, *, scope: str, about: object, effect: Callable[[], Any], by: int | str
) -> tuple[dict | None, str]:
    """A button: the answer, or None and the sentence that says why not."""
    form = PressForm(request.POST)
    if not form.is_valid():
        return None, str(form.fields["key"].error_messages["required"])
    form.cleaned_data["about"] = str(about)
    answer = submit(form, scope=scope, by=by, effect=effect)
    return answer, " ".join(str(error) for error in form.non_field_errors())
