"""Emptying the outbox.

One row is locked, sent, emptied and committed at a time. A worker killed before the mail server said yes leaves the row as it
was; killed between that yes and our commit, it sends the mail once more under the same Message-ID. Nothing else repeats, and
nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from coop.notifications.models import Message
from coop.web import clock

log = structlog.get_logger("coop.notifications")

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
"""How long to wait after each failure; after the last one we give up, visibly."""
KEPT_SENT = timedelta(days=90)
KEPT_GIVEN_UP = timedelta(days=7)


def send_due(*, most: int = 500) -> int:
    """Send what is due, oldest first, one at a time; how many left. Several may run at once."""
    sent = tried = 0
    while tried < most and (outcome := _send_next()) is not None:
        tried += 1
        sent += outcome
    return sent


def _send_next() -> bool | None:
    """True when one was sent, False when one failed, None when nothing is due."""
    with transaction.atomic():
        due = Message.objects.filter(state=Message.State.WAITING, due_at__lte=clock.now()).order_by("due_at", "id")
        row = due.select_for_update(skip_locked=True, of=("self",)).defer("recipient", "subject", "body").first()
        if row is None:
            return None
        try:
            deliver(Message.objects.get(pk=row.pk))
        except Exception as problem:
            _failed(row, problem)
            return False
        _sent(row)
        return True


def deliver(message: Message) -> None:
    """Hand the mail to the mail server."""
    assert message.subject, "A message is emptied only once it was sent."
    assert message.recipient
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
        headers={
            "Message-ID": f"<{message.message_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    ).send()


def _sent(message: Message) -> None:
    message.state = Message.State.SENT
    message.sent_at = clock.now()
    message.recipient = message.subject = message.body = None
    message.save(update_fields=["state", "sent_at", "recipient", "subject", "body"])


def _failed(message: Message, problem: Exception) -> None:
    message.reason = type(problem).__name__[:60]
    if message.attempts < len(PAUSES):
        message.due_at = clock.now() + PAUSES[message.attempts]
    else:
        message.state = Message.State.GIVEN_UP
    message.attempts += 1
    message.save(update_fields=["state", "due_at", "attempts", "reason"])
    log.warning("mail not sent", attempts=message.attempts, state=str(message.state), kind=message.reason)


@dataclass(frozen=True)
class Standing:
    """How the outbox stands: what is due and has not left, what waits for its time, what was given up and why."""

    late: int
    planned: int
    given_up: int
    reasons: list[str]


def standing() -> Standing:
    """One query, over rows that have not left."""
    now = clock.now()
    unsent = Message.objects.exclude(state=Message.State.SENT)
    counted = unsent.aggregate(
        late=Count("id", filter=Q(state=Message.State.WAITING, due_at__lte=now) | Q(attempts__gt=0, state="waiting")),
        planned=Count("id", filter=Q(state=Message.State.WAITING, due_at__gt=now, attempts=0)),
        given_up=Count("id", filter=Q(state=Message.State.GIVEN_UP)),
        reasons=ArrayAgg("reason", distinct=True, filter=~Q(reason=""), default=[]),
    )
    return Standing(**counted)


def try_again() -> int:
    """Put every mail that was given up back in line; how many."""
    return Message.objects.filter(state=Message.State.GIVEN_UP).update(
        state=Message.State.WAITING, due_at=clock.now(), attempts=0, reason=""
    )


def clear() -> int:
    """Remove the rows of mails sent long ago, and those given up a week ago; how many."""
    return over().delete()[0]


def over() -> QuerySet[Message]:
    """Rows of mails whose time is over."""
    now = clock.now()
    old_sent = Message.objects.filter(state=Message.State.SENT, sent_at__lt=now - KEPT_SENT)
    return old_sent | Message.objects.filter(state=Message.State.GIVEN_UP, due_at__lt=now - KEPT_GIVEN_UP)
