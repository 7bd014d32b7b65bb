"""The worker's sign of life, and the broom for old keys."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from coop.web import health, idempotency


@shared_task
def sign_of_life() -> None:
    """Twice a minute: proves that the timetable rings, the broker carries and a worker works."""
    health.worker_is_alive()


@shared_task
def forget_old_keys() -> None:
    """Nightly: keys of forms that nobody can still send again."""
    idempotency.forget_old_keys()


@worker_ready.connect
def first_sign_of_life(**_: Any) -> None:
    """A fresh worker need not wait for the timetable's first ring."""
    health.worker_is_alive()
