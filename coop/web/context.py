"""What every template may rely on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """`demo`: whether the banner of the demonstration is shown."""
    return {"demo": settings.DEMO}
