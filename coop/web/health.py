"""Is everything there? Asked by the supervisor, the proxy and the person who looks at /healthz."""

from __future__ import annotations

import time
from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerError

Probe = Callable[[], bool]
SIGN = "health.worker"
STALE = 120  # seconds; the sign is renewed each 30
_probes: dict[str, Probe] = {}


def watch(name: str, probe: Probe) -> None:
    """Add a probe of an app of ours, asked once the database answers: False or an error puts `name` on the list."""
    _probes[name] = probe


def problems() -> list[str]:
    """What does not answer or does not keep up: `database`, `disk`, `broker`, `worker`, `journal`. Empty when all is well."""
    if not _answers(_database):
        return ["database", *_failing({"broker": _broker, "worker": _worker})]
    return _failing({"disk": _disk, "broker": _broker, "worker": _worker, **_probes})


def _failing(probes: dict[str, Probe]) -> list[str]:
    return [name for name, probe in probes.items() if not _answers(probe)]


def worker_is_alive() -> None:
    """Called inside a worker."""
    cache.set(SIGN, int(time.time()), STALE)


def _answers(probe: Probe) -> bool:
    try:
        return probe()
    except Exception:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _disk() -> bool:
    """The database can still put a megabyte down: a list longer than its memory spills to its disk, and nothing of it stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', '64kB', true)")
        cursor.execute("SELECT count(*) FROM generate_series(1, 80000)")
        transaction.set_rollback(True)
    return True


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
