"""A word left at hand-over: about a bag, by somebody who never learns whose it is."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.models.cases import Case


class CheckIn(models.Model):
    """A word about a bag. It waits under a key of its own, known by the number on the bag, until the application has put it
    into the file: from then on it has the file's key and no number. A bag of nobody's leaves it where social workers see it.
    """

    class Mood(models.TextChoices):
        BETTER = "better", _("Better")
        SAME = "same", _("The same")
        WORSE = "worse", _("Worse")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()
    distribution_id = models.BigIntegerField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    wrapped_key = models.BinaryField(null=True, blank=True)
    sealed_content = models.BinaryField()
    looked_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="check_ins")

    class Meta:
        indexes = [models.Index(name="checkin_waiting", fields=["written_at"], condition=Q(case=None))]
        constraints = [
            models.CheckConstraint(
                name="checkin_of_a_bag_or_a_file",
                condition=Q(case=None, distribution_id__isnull=False, number__isnull=False, wrapped_key__isnull=False)
                | Q(
                    case__isnull=False,
                    distribution_id=None,
                    number=None,
                    wrapped_key=None,
                    looked_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
