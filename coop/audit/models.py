"""The journal: one row for each confidential read and each change, sealed in blocks. Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from coop.web import clock


class JournalEntry(models.Model):
    """Who did or read what, when, and why when it needs saying. Ids and states, never notes or names.

    The database fills `xid`, the number of the transaction that wrote the row, whatever the writer says; the sealer fills
    `block`, once. Nothing else of a row ever changes.
    """

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
    block = models.BigIntegerField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index("recorded_at", "id", name="journal_by_time"),
            models.Index("by_id", "recorded_at", "id", name="journal_by_account"),
            models.Index("action", "recorded_at", "id", name="journal_by_action"),
            models.Index("object_id", "recorded_at", "id", name="journal_by_object"),
            models.Index("block", "id", name="journal_by_block"),
            models.Index("person", "recorded_at", condition=~Q(person=""), name="journal_by_person"),
            models.Index("xid", condition=Q(block__isnull=True), name="journal_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class Block(models.Model):
    """Sealed rows of the journal: how many, from when to when, and a hash over them and the block before.

    Written by the owner's functions alone. A block with `retired_at` has lost its rows to retention: its hash is the anchor.
    """

    append_only = True

    number = models.BigIntegerField(primary_key=True)
    size = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.number)
