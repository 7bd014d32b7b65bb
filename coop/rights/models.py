"""The deletion log: that something was erased, as a keyed digest. Whoever reads it learns nothing about whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from coop.web import clock


class Deletion(models.Model):
    """One erasure. `digest` is made of the kind and the number of what is gone; restoring a backup looks for it again."""

    append_only = True

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        CASE = "case"
        REQUEST = "request"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    digest = models.BinaryField(max_length=32, unique=True)
    erased_at = models.DateTimeField()
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["account", "case", "request"]), name="deletion_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.erased_at}"
