"""Counting a place: what somebody found there, line by line, beside what the ledger said at that moment."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pantry.models.catalogue import Product
from pantry.models.stock import DateKind


class Count(models.Model):
    """Somebody goes along one place and writes down what is there. One is open at a place: whoever comes second goes on with it."""

    place = models.ForeignKey("school.Place", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(closed_at__isnull=True), name="count_one_open_a_place"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="count_closed_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"count {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CountState(models.TextChoices):
    NOTED = "noted", pgettext_lazy("a line of a count", "Noted")
    REPLACED = "replaced", _("Counted again")
    BOOKED = "booked", _("In the books")
    WAITING = "waiting", _("Waits for a second person")
    DROPPED = "dropped", _("To be counted again")


class CountLine(models.Model):
    """What was there of one kind of packet (product and date) when somebody looked; a second look replaces it."""

    TRANSITIONS: ClassVar = {
        CountState.NOTED: (CountState.REPLACED, CountState.BOOKED, CountState.WAITING),
        CountState.WAITING: (CountState.BOOKED, CountState.DROPPED),
        CountState.REPLACED: (),
        CountState.BOOKED: (),
        CountState.DROPPED: (),
    }

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    date_kind = models.CharField(max_length=12, choices=DateKind)
    limit_date = models.DateField(null=True, blank=True)
    limit_precision = models.CharField(max_length=5)
    aside = models.BooleanField(default=False)
    lots = ArrayField(models.BigIntegerField())
    expected = models.PositiveBigIntegerField()
    counted = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=CountState, default=CountState.NOTED)
    counted_at = models.DateTimeField()
    counted_by = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)

    shown_limit: str  # these two: what pages add to the rows they show
    who: str

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["product"], condition=Q(state="waiting"), name="count_line_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "product", "date_kind", "limit_date", "aside"],
                condition=Q(state="noted"),
                nulls_distinct=False,
                name="count_line_one_holds",
            ),
            models.CheckConstraint(condition=Q(lots__len__gte=1), name="count_line_of_some_lot"),
            models.CheckConstraint(condition=Q(state__in=CountState.values), name="count_line_known_state"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="count_line_settled_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk} of count {self.count_id}"

    @property
    def gap(self) -> int:
        """More than expected is positive."""
        return self.counted - self.expected

    @property
    def missing(self) -> int:
        return max(-self.gap, 0)
