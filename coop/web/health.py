"""Is everything there? Asked by the supervisor, the proxy and the person who looks at /healthz."""

from __future__ import annotations

import time
from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import connection
from kombu.exceptions import OperationalError as BrokerError

SIGN = "health.worker"
STALE = 120  # seconds; the sign is renewed each 30


def problems() -> list[str]:
    """The names of what does not answer: `database`, `broker`, `worker`. Empty when all is well."""
    probes: dict[str, Callable[[], bool]] = {"database": _database, "broker": _broker, "worker": _worker}
    return [name for name, probe in probes.items() if not _answers(probe)]


def worker_is_alive() -> None:
    """Called inside a worker."""
    cache.set(SIGN, int(time.time()), STALE)


def _answers(probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _broker() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2, interval_start=0.1, interval_max=0.1)
    except BrokerError:
        return False
    return True


def _worker() -> bool:
    seen = cache.get(SIGN)
    return seen is not None and time.time() - seen < STALE
