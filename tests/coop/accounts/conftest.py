"""What accounts' tests share."""

import re

import pytest

from coop.notifications.models import Message


class Sent:
    """The messages in the outbox: called, their texts, the newest last."""

    def __call__(self):
        return [row.body for row in Message.objects.order_by("pk")]

    def recipients(self):
        return [row.recipient for row in Message.objects.order_by("pk")]

    def link(self):
        """The link of the newest message, as a path."""
        return re.findall(r"https?://[^/\s]+(/\S+)", self()[-1])[0]


@pytest.fixture
def sent(db):
    return Sent()
