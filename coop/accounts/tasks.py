"""What the timetable does for accounts."""

from celery import shared_task

from coop.accounts import invitations, protected


@shared_task
def close_what_expired() -> None:
    """Hourly: protected changes nobody decided, and invitations nobody took up."""
    protected.expire_old()
    invitations.forget_old()
