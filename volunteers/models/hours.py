"""What counts: time worked, waiting for somebody else's yes."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models.shifts import SignUp, _span


class HoursSource(models.TextChoices):
    ATTENDANCE = "attendance", _("Shift")
    DECLARED = "declared", _("Declared")


class Activity(models.TextChoices):
    DISTRIBUTION = "distribution", _("Distribution")
    STORAGE = "storage", _("Storage room")
    DRIVE = "drive", _("Collection drive")
    TRANSPORT = "transport", _("Transport")
    TRAINING = "training", _("Training")
    CAMPAIGN = "campaign", _("Campaign")
    PREPARATION = "preparation", _("Preparation")


DECLARABLE = (Activity.DRIVE, Activity.CAMPAIGN, Activity.PREPARATION)


class HoursState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    VALIDATED = "validated", _("Validated")
    REFUSED = "refused", _("Refused")
    REVERSED = "reversed", _("Reversed")


HOURS_MOVES: dict[str, frozenset[str]] = {
    HoursState.WAITING: frozenset({HoursState.VALIDATED, HoursState.REFUSED, HoursState.REVERSED}),
    HoursState.VALIDATED: frozenset({HoursState.REVERSED}),
    HoursState.REFUSED: frozenset(),
    HoursState.REVERSED: frozenset(),
}
COUNTING = (HoursState.WAITING, HoursState.VALIDATED)


class WorkedTimeQuerySet(models.QuerySet["WorkedTime"]):
    def counting(self) -> WorkedTimeQuerySet:
        return self.filter(state__in=COUNTING)

    def waiting(self) -> WorkedTimeQuerySet:
        return self.filter(state=HoursState.WAITING)

    def validated(self) -> WorkedTimeQuerySet:
        return self.filter(state=HoursState.VALIDATED)

    def started_between(self, start: datetime, end: datetime) -> WorkedTimeQuerySet:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def minutes_in_total(self) -> int:
        return self.aggregate(total=Sum("minutes"))["total"] or 0


class WorkedTime(models.Model):
    """Time a person worked: a shift they came to, or time they declare. It counts once somebody else validated it."""

    TRANSITIONS = HOURS_MOVES

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=HoursSource.choices)
    activity = models.CharField(max_length=16, choices=Activity.choices)
    title = models.CharField(max_length=120)
    sign_up = models.ForeignKey(SignUp, null=True, on_delete=models.PROTECT, related_name="worked_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=HoursState.choices, default=HoursState.WAITING)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = WorkedTimeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="worked_person_starts"),
            models.Index(fields=["starts_at"], name="worked_waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(name="worked_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="worked_minutes", condition=Q(minutes__gte=1, minutes__lte=24 * 60)),
            models.CheckConstraint(
                name="worked_source_and_sign_up",
                condition=Q(source=HoursSource.ATTENDANCE, sign_up__isnull=False)
                | Q(source=HoursSource.DECLARED, sign_up=None),
            ),
            models.CheckConstraint(
                name="worked_decided_when_and_by",
                condition=Q(state=HoursState.WAITING, decided_at=None, decided_by=None)
                | (~Q(state=HoursState.WAITING) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="worked_nobody_validates_their_own",
                condition=~Q(state__in=[HoursState.VALIDATED, HoursState.REFUSED]) | ~Q(decided_by=F("person_id")),
            ),
            models.CheckConstraint(
                name="worked_refusal_has_reason",
                condition=~Q(state__in=[HoursState.REFUSED, HoursState.REVERSED]) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="worked_once_per_sign_up", fields=["sign_up"], condition=Q(state__in=COUNTING)
            ),
            ExclusionConstraint(
                name="worked_no_overlap",
                expressions=[("person", RangeOperators.EQUAL), (_span(), RangeOperators.OVERLAPS)],
                condition=Q(state__in=COUNTING),
            ),
        ]

    def __str__(self) -> str:
        return f"worked time {self.pk}"

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)
