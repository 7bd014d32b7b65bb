"""In tests and the demo a query on a table of `referrals` outside the compartment raises. In production the database answers
with nothing, silently: the policies are the guard there, this one finds our own mistakes early."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

from referrals import compartment

_OURS = re.compile(r'\b(?:from|join|into|update)\s+(?:only\s+)?"?referrals_\w', re.IGNORECASE)


def install() -> None:
    if settings.STRICT and not settings.DATABASE_AS_OWNER:
        connection_created.connect(_watch, dispatch_uid="referrals.guard")


def _watch(*, connection: Any, **_kwargs: object) -> None:
    if _refuse_outside not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_outside)


def _refuse_outside(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    if not compartment.is_open() and isinstance(sql, str) and _OURS.search(sql):
        raise compartment.CompartmentClosed("A query on the confidential side outside the compartment.")
    return execute(sql, params, many, context)
