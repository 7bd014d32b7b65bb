"""An authority was told, as the law lets one do: who, when, on which ground."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.models.cases import Case


class AuthorityReport(models.Model):
    """Somebody of the circle told an authority, and stands to it. Nothing of it is changed; a correction is another one."""

    class Ground(models.TextChoices):
        MINOR = "minor", _("A minor in danger")
        UNABLE = "unable", _("Somebody who cannot protect themselves")
        WEAPON = "weapon", _("A dangerous person who has a weapon")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="authority_reports")
    reported_on = models.DateField()
    ground = models.CharField(max_length=8, choices=Ground)
    sealed_content = models.BinaryField()
    decided_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authority_report_ground", condition=Q(ground__in=["minor", "unable", "weapon"])
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReportDecision(models.Model):
    """In answer to a request for access: are the reports in the copy, and why. The latest one counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="report_decisions")
    number = models.CharField(max_length=8)
    shared = models.BooleanField()
    sealed_why = models.BinaryField()
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
