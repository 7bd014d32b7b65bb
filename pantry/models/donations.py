"""Who gave, and what came together through the door."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Donor(models.Model):
    """Somebody who gives. The name of a person is personal data: it is optional, and nothing else is kept of them."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Shop or company")
        ASSOCIATION = "association", _("Association")
        ANONYMOUS = "anonymous", _("Anonymous")

    kind = models.CharField(max_length=11, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "company", "association", "anonymous"]), name="donor_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="anonymous", name="") | Q(kind="person") | (~Q(kind="anonymous") & ~Q(name="")),
                name="donor_anonymous_has_no_name",
            ),
            models.UniqueConstraint(fields=["kind", "name"], condition=~Q(name=""), name="donor_once"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())


class Donation(models.Model):
    """What came in one visit: lots share it, so that a shop's morning is one line and one total."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, null=True, blank=True, related_name="donations")
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
