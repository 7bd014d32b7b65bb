"""How a learner opens their own page: a code by mail, then a short session of random numbers. No account exists."""

import uuid

from django.db import models
from django.db.models import F, Q


class SignInCode(models.Model):
    """A one-time code on its way to an address. A row is made for every address, known or not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="signincode_few_tries", condition=Q(tries__lte=5)),
            models.CheckConstraint(name="signincode_expires_later", condition=Q(expires_at__gt=F("made_at"))),
        ]

    def __str__(self) -> str:
        return str(self.id)


class LearnerSession(models.Model):
    """A learner is at their page. The cookie holds a random number; only its digest is here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="learnersession_expires_later", condition=Q(expires_at__gt=F("opened_at"))),
        ]

    def __str__(self) -> str:
        return str(self.id)
