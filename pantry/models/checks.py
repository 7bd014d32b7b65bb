"""The six-point check: somebody trained looked at goods past their best-before date."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pantry.models.stock import Lot


class Point(models.TextChoices):
    """What is looked at before giving: Regulation (EU) 2021/382."""

    LIFE = "life", _("Enough time is left to give it out and eat it")
    PACKAGING = "packaging", _("The packaging is whole, closed and clean")
    STORAGE = "storage", _("It lay dry, and as cold as its label says")
    FREEZING = "freezing", _("If frozen: the date of freezing is known")
    SENSES = "senses", _("It looks, smells and feels as it should")
    TRACE = "trace", _("Its label, lot and origin can be read")


class SixPointCheck(models.Model):
    """One look at one lot. Good: it may be given until `until`, by the rule of that day. Not good: `failed` says which points, and
    the lot is thrown away. Never changed; another look is another row."""

    append_only = True

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="checks")
    failed = ArrayField(models.CharField(max_length=10, choices=Point), default=list, blank=True)
    words = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveBigIntegerField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.BigIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(failed=[], until__isnull=False) & ~Q(source=""))
                | (~Q(failed=[]) & Q(until__isnull=True) & ~Q(words="")),
                name="check_is_good_or_says_why_not",
            ),
            models.CheckConstraint(condition=Q(failed__contained_by=Point.values), name="check_points_known"),
        ]

    def __str__(self) -> str:
        return f"check of lot {self.lot_id}"

    @property
    def is_good(self) -> bool:
        return self.until is not None

    @property
    def failed_labels(self) -> list[str]:
        return [str(Point(point).label) for point in self.failed]
