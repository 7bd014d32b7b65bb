"""What the timetable does for rights."""

from celery import shared_task

from coop.rights import deletions


@shared_task
def collect_deletions() -> None:
    """Every five minutes: erasures go from the journal into the deletion log and its file."""
    deletions.collect()
