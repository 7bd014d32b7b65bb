"""Who came: marks that are only ever added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.models.shifts import SignUp


class MarkKind(models.TextChoices):
    ARRIVED = "arrived", _("Arrived")
    LEFT = "left", _("Left")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")
    UNKNOWN = "unknown", pgettext_lazy("a presence", "Not known")


class MarkedHow(models.TextChoices):
    COORDINATOR = "coordinator", _("by the coordination")
    CODE = "code", _("with the code at the room")
    TRAINER = "trainer", _("on the trainer’s list")


class AttendanceMark(models.Model):
    """One observation about one sign-up. The latest of each kind counts; a correction is one more mark."""

    append_only = True

    sign_up = models.ForeignKey(SignUp, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=8, choices=MarkKind.choices)
    at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=MarkedHow.choices)
    marked_by = models.BigIntegerField()
    marked_at = models.DateTimeField()
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["marked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="mark_correction_has_reason", condition=Q(corrects=None) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"
