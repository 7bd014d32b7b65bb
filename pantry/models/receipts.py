"""Numbered tax receipts, which only a body of general interest may issue, and a donor's own page."""

from django.db import models
from django.db.models import Q

from pantry.models.donations import Donation
from pantry.models.donors import Donor


class ReceiptPermission(models.Model):
    """The switch for tax receipts. Off until somebody names the document that proves that the body may issue them."""

    document = models.CharField(max_length=200)
    body = models.CharField(max_length=160)
    address = models.CharField(max_length=300)
    purpose = models.CharField(max_length=300)
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["ended_at"], nulls_distinct=False, name="receiptpermission_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="receiptpermission_ended_paired",
            ),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(body="") & ~Q(address="") & ~Q(purpose=""),
                name="receiptpermission_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.document


class TaxReceipt(models.Model):
    """A numbered receipt for goods given. `content` holds every particular as it was on that day; nothing in a receipt ever
    changes but its cancelling, and none is removed before six years (LPF L102 E)."""

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="receipts")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="receipts")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    cents = models.PositiveBigIntegerField()
    content = models.JSONField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="taxreceipt_number_once"),
            models.UniqueConstraint(
                fields=["donation"], condition=Q(cancelled_at=None), name="taxreceipt_one_stands_a_gift"
            ),
            models.CheckConstraint(condition=Q(cents__gte=1), name="taxreceipt_of_something"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(reason="")),
                name="taxreceipt_cancelled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"R-{self.year}-{self.number:04}"


class DonorLink(models.Model):
    """A donor's way to their own page: a signed address that ends by itself, or when the donor or a coordinator ends it."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="links")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["donor"], condition=Q(ended_at=None), name="donorlink_one_open_each"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="donorlink_expires_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
