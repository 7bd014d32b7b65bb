"""What the timetable runs for the journal."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from coop.web import bell

from . import journal, reviews, sealing


@shared_task
def seal_journal() -> None:
    """Each minute: rows that no open transaction can join go into the next block."""
    sealing.seal()


@shared_task
def retire_journal() -> None:
    """Nightly: whole blocks older than the setting go; the last hash stays as the anchor."""
    sealing.retire()


@shared_task
def check_chain() -> None:
    """Nightly: every seal computed again; the verdict stands in the journal, and /healthz says when it does not hold."""
    reviews.check_chain(by=journal.SYSTEM)


@worker_ready.connect
def seal_what_waited(**_: Any) -> None:
    """A fresh worker seals what the last one left behind, without waiting for the timetable's first ring."""
    bell.ring(seal_journal)
