"""How fast the demo is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def savepoints(wanted: bool) -> Iterator[None]:
    """Whether verbs inside the block mark a point to fall back to. The demo is made whole or not at all, so most need none,
    which saves a third of all statements; the retention run, which passes over refusals, does."""
    features = type(connection.features)
    usual, features.uses_savepoints = features.uses_savepoints, wanted
    try:
        yield
    finally:
        features.uses_savepoints = usual
