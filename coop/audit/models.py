"""The journal: one row for each confidential read and each change. Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL

from coop.web import clock


class JournalEntry(models.Model):
    """Who did or read what, when, and why when it needs saying. Ids and states, never notes or names."""

    append_only = True

    xid = models.BigIntegerField(db_default=RawSQL("(pg_current_xact_id()::text::bigint)", ()))
    recorded_at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField()
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    state = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["action", "id"], name="journal_by_action")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
