"""What the coordinator sets out to be granted: so many tickets this term. Counts only; nobody's number stands here."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coop.web import clock


class Allotment(models.Model):
    """So many of something between two days. `taken` is how many of them were granted, to whom nobody here knows."""

    class Kind(models.TextChoices):
        TICKETS = "tickets", _("Culture tickets")
        BOOK_LOAN = "book_loan", _("Books to lend")
        HYGIENE = "hygiene", _("Hygiene products")
        CLOTHES = "clothes", _("Clothes")

    kind = models.CharField(max_length=16, choices=Kind)
    label = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    starts = models.DateField()
    ends = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.IntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.IntegerField(null=True, blank=True)

    class Meta:
        ordering = ["ends", "label", "id"]
        constraints = [
            models.CheckConstraint(
                name="allotment_known_kind", condition=Q(kind__in=["tickets", "book_loan", "hygiene", "clothes"])
            ),
            models.CheckConstraint(name="allotment_never_overdrawn", condition=Q(taken__lte=F("quantity"))),
            models.CheckConstraint(name="allotment_days_in_order", condition=Q(starts__lte=F("ends"))),
            models.CheckConstraint(
                name="allotment_closed_at_and_by",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_current(self) -> bool:
        """Neither over nor closed: it runs, or is to come."""
        return self.closed_at is None and self.ends >= clock.today()

    @property
    def left(self) -> int:
        return self.quantity - self.taken
