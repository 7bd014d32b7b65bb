"""Short notes between the social worker and the learner. They stand on the learner's page; no mail carries them."""

import uuid

from django.db import models
from django.db.models import F, Q


class CaseMessage(models.Model):
    """A note, sealed. Written once: only that it was read is added. `written_by` is 0 for the learner."""

    LEARNER = 0

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="messages")
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField()
    sealed_text = models.BinaryField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="casemessage_of_case", fields=["case", "-written_at"]),
            models.Index(name="casemessage_unread", fields=["case"], condition=Q(read_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="casemessage_read_after", condition=Q(read_at=None) | Q(read_at__gte=F("written_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
