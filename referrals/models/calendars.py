"""The secret address under which a social worker's calendar is read by another program."""

import uuid

from django.db import models


class CalendarFeed(models.Model):
    """Whoever knows the address sees when she is busy, and nothing else. It is shown once; a digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
