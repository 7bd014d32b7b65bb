"""What the timetable does for accounts."""

from celery import shared_task

from coop.accounts import invitations, protected, retention


@shared_task
def close_what_expired() -> None:
    """Hourly: protected changes nobody decided, and invitations nobody took up."""
    protected.expire_old()
    invitations.forget_old()


@shared_task
def end_accounts() -> None:
    """Weekly: accounts a year after their last role."""
    retention.run()


@shared_task
def end_sessions() -> None:
    """Nightly: sign-ins that ran out."""
    retention.end_sessions()
