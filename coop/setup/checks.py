"""What must never be true of a real installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def no_demo_in_production(app_configs: Any, **_rest: Any) -> list[Error]:
    """In demo mode anybody signs in as anybody."""
    if settings.DEMO:
        hint = "Unset COOP_DEMO. Nothing of a demonstration may hold a real person."
        return [Error("The demonstration is on: anybody can sign in as anybody.", hint=hint, id="coop.setup.E001")]
    return []
