"""A document on its way: what was asked, how far it is, and, for a day at most, its sealed bytes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coop.vault import envelope
from coop.web import clock


class Document(models.Model):
    """One PDF that somebody asked for. `params` holds numbers and dates only; the content is sealed with a key of its own."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting its turn")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")
        EXPIRED = "expired", _("Erased")

    TRANSITIONS = {
        State.QUEUED: (State.MAKING, State.FAILED),
        State.MAKING: (State.MAKING, State.READY, State.FAILED),
        State.READY: (State.EXPIRED,),
        State.FAILED: (State.QUEUED,),
        State.EXPIRED: (State.QUEUED,),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    requested_by = models.PositiveIntegerField(db_index=True)
    requested_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True)
    wrapped_key = models.BinaryField(null=True)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "making", "ready", "failed", "expired"]), name="document_state_known"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="document_progress"),
            models.CheckConstraint(
                condition=Q(state="ready", content__isnull=False, wrapped_key__isnull=False, expires_at__isnull=False)
                | ~Q(state="ready") & Q(content__isnull=True, wrapped_key__isnull=True),
                name="document_content_only_while_ready",
            ),
            models.CheckConstraint(
                condition=Q(state="queued") | Q(started_at__isnull=False), name="document_started_once_past_the_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def context(self) -> str:
        return f"documents.document.content:{self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.MAKING)

    @property
    def was_downloaded(self) -> bool:
        return self.state == self.State.EXPIRED and self.downloaded_at is not None

    def opened(self) -> bytes:
        """The bytes of a document that is ready."""
        assert self.content is not None, "only a document that is ready has a content"
        assert self.wrapped_key is not None, "only a document that is ready has a key"
        key = envelope.unwrap(bytes(self.wrapped_key))
        return envelope.unseal_bytes(key, bytes(self.content), context=self.context)
