"""A social worker in training, the colleague who answers for her, and that colleague's signature beside hers."""

import uuid

from django.db import models
from django.db.models import F, Q

from referrals.models.cases import Case
from referrals.models.interviews import InterviewVersion


class Supervision(models.Model):
    """A social worker answers for one in training: what the trainee signs waits for her signature."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trainee_id = models.BigIntegerField()
    supervisor_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_supervisor_at_a_time", fields=["trainee_id"], condition=Q(until=None)),
            models.CheckConstraint(name="nobody_supervises_herself", condition=~Q(trainee_id=F("supervisor_id"))),
            models.CheckConstraint(
                name="supervision_until_after_since", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CoSignature(models.Model):
    """The supervisor has read what a trainee signed, and answers for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(InterviewVersion, on_delete=models.CASCADE, related_name="co_signature")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    signed_by = models.BigIntegerField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
