"""Waking a worker.

The database holds what is to be done and the timetable finds it: a broker that is away costs a minute, never the work.
"""

from __future__ import annotations

from typing import Any

import structlog
from kombu.exceptions import OperationalError

log = structlog.get_logger("coop.web")


def ring(task: Any, *arguments: str) -> None:
    """Tell a worker that there is something to do. Called once the transaction is committed."""
    try:
        task.apply_async(args=arguments, retry=False)
    except OperationalError:
        log.warning("the bell did not ring; the sweep will find it", task=task.name)
