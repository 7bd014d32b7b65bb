"""The end of a file put off, with a reason; and what people ask about their own data."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from referrals.models.cases import Case


class Archive(models.Model):
    """A file that is kept beyond its time, or out of use: why, on which ground, until when. Lists no longer show it.

    The reason is sealed with the file's key. `ended_at` is set when the person is back; past `until` the file is erased.
    """

    class Ground(models.TextChoices):
        LEGAL_DUTY = "legal_duty", _("A law says that it is kept")
        DISPUTE = "dispute", _("A dispute, within the time to sue")
        RESTRICTION = "restriction", _("The person asked that it is kept and not used")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="archives")
    ground = models.CharField(max_length=12, choices=Ground)
    sealed_reason = models.BinaryField()
    until = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="archive_once", fields=["case"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="archive_ground", condition=Q(ground__in=["legal_duty", "dispute", "restriction"])
            ),
            models.CheckConstraint(name="archive_until_after_decision", condition=Q(until__gt=TruncDate("decided_at"))),
            models.CheckConstraint(
                name="archive_ended_at_and_by",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} until {self.until}"
