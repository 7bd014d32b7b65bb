"""What remains of erased files: numbers, and nobody."""

import uuid

from django.db import models
from django.db.models import F, Q


class AnonymousCount(models.Model):
    """How many, of what, from when to when. Added to when a file is erased; never lowered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    starts = models.DateField()
    ends = models.DateField()
    figure = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="anonymouscount_once", fields=["starts", "ends", "figure"]),
            models.CheckConstraint(name="anonymouscount_ends_later", condition=Q(ends__gte=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.starts}"
