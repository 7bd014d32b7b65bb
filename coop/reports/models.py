"""Closed months and years. A snapshot is made once, by `coop/reports/closing.py`, and never changes: the database refuses.

It holds the true counts, without any number of a person; what may be printed of them is decided by `disclosure` with the
thresholds kept in the snapshot, so that a later change of the settings does not change an old page. What is corrected after
closing shows in the open month.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    figures = models.JSONField()
    definitions = models.PositiveSmallIntegerField()
    k_inside = models.PositiveSmallIntegerField()
    k_outside = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.BigIntegerField()

    append_only = True

    class Meta:
        abstract = True


class MonthSnapshot(Snapshot):
    """One month as it was when it was closed."""

    first_day = models.DateField(unique=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__day=1),
                name="month_begins_on_the_first",
                violation_error_message=_("A month begins on its first day."),
            ),
            models.CheckConstraint(
                condition=models.Q(k_inside__gte=3, k_outside__gte=3), name="month_keeps_thresholds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m}"


class YearSnapshot(Snapshot):
    """One school year, named by the calendar year in which it begins."""

    year = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(condition=models.Q(k_inside__gte=3, k_outside__gte=3), name="year_keeps_thresholds"),
        ]

    def __str__(self) -> str:
        return school_year_label(self.year)

    @property
    def starts(self) -> date:
        return date(self.year, 9, 1)


class RunningMonth(models.Model):
    """A month that is not closed, as counted a moment ago. It moves, and goes when the month is closed."""

    first_day = models.DateField(unique=True)
    figures = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["first_day"]

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m}, running"


class FeedKey(models.Model):
    """What a program of the school sends to read published figures. Shown once; a digest is kept, and the row goes with it."""

    name = models.CharField(_("name of the program"), max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"key {self.pk}"


def school_year_label(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02d}"
