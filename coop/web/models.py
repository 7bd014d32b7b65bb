"""What belongs to every form that writes."""

from __future__ import annotations

from django.db import models

from coop.web import clock


class OnceKey(models.Model):
    """A form that was sent: its random key, a keyed digest of what it said, and what was answered. Removed after 30 days."""

    key = models.UUIDField(primary_key=True)
    scope = models.CharField(max_length=60)
    by = models.CharField(max_length=64)
    digest = models.BinaryField()
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return self.scope
