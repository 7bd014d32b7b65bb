"""What the timetable runs for the journal."""

from celery import shared_task

from . import sealing


@shared_task
def seal_journal() -> None:
    """Each minute: rows that no open transaction can join go into the next block."""
    sealing.seal()


@shared_task
def retire_journal() -> None:
    """Nightly: whole blocks older than the setting go; the last hash stays as the anchor."""
    sealing.retire()
