"""A mail server for a worker that is going to be killed: it says when it is in the middle, and waits there.

The worker process is told by its environment where to stop: `before` the mail is accepted, or `after`.
"""

import os
from pathlib import Path

from celery import shared_task
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from coop.notifications import sending
from coop.notifications.models import Message
from coop.web import clock

STOP, GATE, FOLDER = "COOP_TEST_STOP", "COOP_TEST_GATE", "COOP_TEST_MAILS"


class Backend(BaseEmailBackend):
    """Keeps each mail as a line with its Message-ID; stops at the first one."""

    def send_messages(self, email_messages):
        for mail in email_messages:
            self._stop("before")
            with (Path(os.environ[FOLDER]) / "accepted").open("a") as file:
                file.write(f"{mail.extra_headers['Message-ID']}\n")
            self._stop("after")
        return len(email_messages)

    def _stop(self, where: str) -> None:
        if os.environ[STOP] == where:
            with open(os.environ[GATE], "w") as gate:  # whoever reads the other end now knows where we are
                gate.write("here")
            with open(os.environ[GATE] + ".never") as never:  # and nobody ever writes here
                never.read()


@shared_task
def mark_then_send() -> None:
    """The guard off: the row is ticked and committed before the mail is handed over."""
    while True:
        with transaction.atomic():
            due = Message.objects.filter(state="waiting", due_at__lte=clock.now()).order_by("due_at", "id")
            message = due.select_for_update(skip_locked=True).first()
            if message is None:
                return
            ticked = Message.objects.get(pk=message.pk)
            sending._sent(ticked)
        sending.deliver(message)
