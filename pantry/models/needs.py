"""What is published as short, and what somebody promised to bring."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pantry.models.catalogue import Category, Unit
from pantry.models.donations import Donation


class NeedsNotice(models.Model):
    """What the coordinator published last stands on the public page; the ones before are kept for a while."""

    line = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class NeedsLine(models.Model):
    """One kind of goods on a notice, and how long it lasts in three words. No quantity: a quantity would count people."""

    class Level(models.TextChoices):
        NOW = "now", _("Needed now")
        SOON = "soon", _("Soon needed")
        ENOUGH = "enough", _("Enough for now")

    notice = models.ForeignKey(NeedsNotice, on_delete=models.CASCADE, related_name="lines")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=6, choices=Level)

    class Meta:
        ordering = ["category__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "category"], name="needsline_once"),
            models.CheckConstraint(condition=Q(level__in=["now", "soon", "enough"]), name="needsline_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.level}"


class Pledge(models.Model):
    """Somebody means to bring so many packs (or kilograms) on a day. The name is optional and stays with the coordinator."""

    class State(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        CAME = "came", _("Came")
        DROPPED = "dropped", _("Will not come")

    class Measure(models.TextChoices):
        PACKS = "packs", _("packs")
        KILOS = "kilos", _("kilograms")

    TRANSITIONS = {State.EXPECTED: {State.CAME, State.DROPPED}, State.CAME: set(), State.DROPPED: set()}

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    measure = models.CharField(max_length=5, choices=Measure)
    day = models.DateField()
    name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.EXPECTED)
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, null=True, blank=True, related_name="pledges")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="expected", settled_at=None, settled_by=None, donation=None)
                | Q(state="dropped", settled_at__isnull=False, settled_by__isnull=False, donation=None)
                | Q(state="came", settled_at__isnull=False, settled_by__isnull=False, donation__isnull=False),
                name="pledge_settled_paired",
            ),
            models.CheckConstraint(condition=Q(quantity__range=(1, 9999)), name="pledge_of_something"),
            models.CheckConstraint(condition=Q(measure__in=["packs", "kilos"]), name="pledge_measure_known"),
        ]

    def __str__(self) -> str:
        return f"pledge {self.pk}"

    @property
    def fits_its_unit(self) -> bool:
        """Whether it is counted as the reception counts it: loose goods by weight, everything else in pieces."""
        return (self.category.unit == Unit.GRAM) == (self.measure == self.Measure.KILOS)
