"""Did it help? The definition of a comparison, fixed before any file is read, and the counts that came of it."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from referrals.models.decisions import _Days


class Comparison(models.Model):
    """Learners whose first help fell between two days, both included, beside others alike who have no file here.

    `figures` are counts; they stay empty when there were not enough people to say anything. What was said once is never said
    again of some of the same days: somebody could subtract one from the other. No learner is in this table.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    starts = models.DateField()
    ends = models.DateField()
    version = models.PositiveSmallIntegerField()
    defined_at = models.DateTimeField()
    defined_by = models.BigIntegerField()
    measured_at = models.DateTimeField(null=True, blank=True)
    measured_by = models.BigIntegerField(null=True, blank=True)
    figures = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="comparison_says_nothing_twice",
                expressions=[
                    (_Days("starts", "ends", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(figures__isnull=False),
            ),
            models.CheckConstraint(name="comparison_ends_later", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(
                name="comparison_measured_at_and_by",
                condition=Q(measured_at=None, measured_by=None, figures=None)
                | Q(measured_at__gte=F("defined_at"), measured_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts} to {self.ends}"
