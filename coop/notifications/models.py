"""The outbox: what is to be said to whom, written with the fact it speaks of, sealed, and emptied once it is said."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coop.vault.fields import SealedTextField
from coop.web import clock


class Message(models.Model):
    """One mail on its way. A dump shows that something was sent, never to whom or what.

    `dedupe` is a keyed digest of the caller's words. `message_id` is drawn when the row is written and never changes, so a mail
    that a crash sends twice is one mail for the reader's programme.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given_up", _("Given up")

    TRANSITIONS = {
        State.WAITING: {State.SENT, State.GIVEN_UP},
        State.GIVEN_UP: {State.WAITING},
        State.SENT: set(),
    }

    dedupe = models.BinaryField(unique=True)
    message_id = models.UUIDField(default=uuid4, unique=True)
    recipient = SealedTextField(null=True)
    subject = SealedTextField(null=True)
    body = SealedTextField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "given_up"]), name="message_state_known"),
            models.CheckConstraint(
                condition=~Q(state="sent")
                | Q(sent_at__isnull=False, recipient__isnull=True, subject__isnull=True, body__isnull=True),
                name="message_sent_is_emptied",
            ),
            models.CheckConstraint(
                condition=Q(state="sent")
                | Q(sent_at__isnull=True, recipient__isnull=False, subject__isnull=False, body__isnull=False),
                name="message_unsent_is_whole",
            ),
        ]
        indexes = [models.Index("due_at", "id", condition=Q(state="waiting"), name="message_due")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
