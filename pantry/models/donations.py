"""What came together through the door."""

from django.db import models
from django.db.models import Q

from pantry.models.donors import Donor
from pantry.models.drives import Drive


class Donation(models.Model):
    """What came in one visit: lots share it, so that a shop's morning is one line and one total."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, null=True, blank=True, related_name="donations")
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, null=True, blank=True, related_name="donations")
    received_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["received_on", "donor"], name="donation_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["opened_by", "received_on"], condition=Q(closed_at__isnull=True), name="donation_one_open_each"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=models.F("opened_at")),
                name="donation_closed_after_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"donation {self.pk}"
