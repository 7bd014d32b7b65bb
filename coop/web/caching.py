"""The cache when the broker is silent: counters go on in this process's memory, and nobody waits or sees an error.

What is kept here may be forgotten (tries at a door, the worker's sign of life). Limits stay in force while the broker is away,
counted by each process for itself; /healthz says that it is away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import redis
import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger("coop.web")

PAUSE = 5.0
"""Seconds without asking a broker that did not answer: a hung one costs one timeout, not one for each question."""


class PatientCache(RedisCache):
    """Django's cache on Redis; what the broker does not answer is answered from memory."""

    silent_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("while the broker is silent", {})


def _patiently(name: str) -> Callable[..., Any]:
    ask, instead = getattr(RedisCache, name), getattr(LocMemCache, name)

    def method(self: PatientCache, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= PatientCache.silent_until:
            try:
                return ask(self, *args, **options)
            except (redis.RedisError, OSError) as problem:
                PatientCache.silent_until = time.monotonic() + PAUSE
                log.warning("the broker is silent: counting in memory", kind=type(problem).__name__)
        return instead(self.memory, *args, **options)

    return method


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "has_key",
    "incr",
    "get_many",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(PatientCache, _name, _patiently(_name))
