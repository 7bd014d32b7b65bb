"""A basket given at once while no social worker was there: who it was for, for her to settle, and when the next one may be."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class _Days(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class EmergencyGrant(models.Model):
    """Typed by a coordinator who cannot read it again. A social worker puts it into a file, or lets it go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField()
    basket_id = models.BigIntegerField(unique=True)
    beneficiary = models.UUIDField(unique=True)
    wrapped_key = models.BinaryField(null=True, blank=True)
    sealed_identity = models.BinaryField(null=True, blank=True)
    case = models.ForeignKey(
        "referrals.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="emergency_grants"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="emergencygrant_waits", fields=["granted_at"], condition=Q(settled_at=None))]
        constraints = [
            models.CheckConstraint(
                name="emergencygrant_settled_at_and_by",
                condition=Q(settled_at=None, settled_by=None, case=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="emergencygrant_sealed_with_its_key",
                condition=Q(wrapped_key=None, sealed_identity=None)
                | Q(wrapped_key__isnull=False, sealed_identity__isnull=False),
            ),
            models.CheckConstraint(
                name="emergencygrant_names_somebody_until_settled",
                condition=Q(settled_at__isnull=False) | Q(sealed_identity__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class EmergencyMark(models.Model):
    """A keyed digest of one word of a name with the birth date: no second grant to it within these days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(EmergencyGrant, on_delete=models.CASCADE, related_name="marks")
    digest = models.BinaryField(max_length=32)
    starts = models.DateField()
    ends = models.DateField(db_index=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="emergencymark_one_in_the_days",
                expressions=[
                    ("digest", RangeOperators.EQUAL),
                    (_Days("starts", "ends", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="emergencymark_ends_later", condition=Q(ends__gte=F("starts"))),
        ]

    def __str__(self) -> str:
        return str(self.id)
