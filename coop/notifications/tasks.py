"""The bell and the sweep."""

from __future__ import annotations

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from coop.notifications import sending

log = structlog.get_logger("coop.notifications")


@shared_task
def send_due() -> None:
    """Each minute, and when the bell rings: send what is due."""
    sending.send_due()


@shared_task
def clear() -> None:
    """Nightly: rows of mails that left long ago."""
    sending.clear()


def ring() -> None:
    """Wake a sender. A broker that does not answer costs a minute, never a mail."""
    try:
        send_due.apply_async(retry=False)
    except OperationalError:
        log.warning("the bell did not ring; the sweep will send")
