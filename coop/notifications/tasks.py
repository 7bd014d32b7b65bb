"""The bell and the sweep."""

from __future__ import annotations

from celery import shared_task

from coop.notifications import sending


@shared_task
def send_due() -> None:
    """Each minute, and when the bell rings: send what is due."""
    sending.send_due()


@shared_task
def clear() -> None:
    """Nightly: rows of mails that left long ago."""
    sending.clear()
