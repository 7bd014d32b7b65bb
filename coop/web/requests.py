"""Bodies that are not forms: what an offline phone sends back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

MOST_BYTES = 512 * 1024
UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")


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
