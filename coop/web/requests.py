"""What a request brings besides a form: a body that an offline phone sends back, the address it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

MOST_BYTES = 512 * 1024
UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as the outermost of our own proxies saw it; what came before that anybody may write."""
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    ours = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    return seen[-ours] if 0 < ours <= len(seen) and seen[-ours] else request.META.get("REMOTE_ADDR", "")


def json_body(request: HttpRequest, *, most: int = MOST_BYTES) -> dict[str, Any]:
    """The JSON object of a request; anything else, a NUL, a lone surrogate or `Infinity` included, is a bad request (400)."""
    if len(request.body) > most:
        raise SuspiciousOperation("The body is too long.")
    try:
        said = json.loads(request.body.decode(), parse_constant=_refuse)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise SuspiciousOperation("The body cannot be read.") from None
    if not isinstance(said, dict) or any(UNREADABLE.search(text) for text in _texts(said)):
        raise SuspiciousOperation("The body cannot be read.")
    return said


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for name, value in said.items():
            yield name
            yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
