"""Times with a social worker, as facts: booked, came, did not come, excused."""

import uuid
from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from coop.web import clock


class _Span(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Appointment(models.Model):
    """Half an hour behind a closed door. A time wished for while asking is held until the social worker answers."""

    class State(models.TextChoices):
        WISHED = "wished", _("Wished for")
        BOOKED = "booked", _("Booked")
        CAME = "came", _("Came")
        DID_NOT_COME = "did_not_come", _("Did not come")
        EXCUSED = "excused", _("Excused")
        CANCELLED = "cancelled", _("Cancelled")

    class Mode(models.TextChoices):
        OFFICE = "office", _("Office")
        CALL = "call", _("Call")
        VIDEO = "video", _("Video")

    TRANSITIONS = {
        State.WISHED: {State.BOOKED, State.CANCELLED},
        State.BOOKED: {State.CAME, State.DID_NOT_COME, State.EXCUSED, State.CANCELLED},
        State.CAME: set(),
        State.DID_NOT_COME: {State.CAME, State.EXCUSED},
        State.EXCUSED: set(),
        State.CANCELLED: set(),
    }
    HOLDS_THE_TIME = (State.WISHED, State.BOOKED, State.CAME, State.DID_NOT_COME)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    social_worker_id = models.BigIntegerField()
    case = models.ForeignKey(
        "referrals.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="appointments"
    )
    request = models.ForeignKey(
        "referrals.Request", on_delete=models.CASCADE, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.OFFICE)
    state = models.CharField(max_length=12, choices=State)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="appointment_agenda", fields=["starts_at", "social_worker_id"])]
        constraints = [
            ExclusionConstraint(
                name="appointment_one_at_a_time",
                expressions=[
                    ("social_worker_id", RangeOperators.EQUAL),
                    (_Span("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["wished", "booked", "came", "did_not_come"]),
            ),
            models.CheckConstraint(name="appointment_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="appointment_state",
                condition=Q(state__in=["wished", "booked", "came", "did_not_come", "excused", "cancelled"]),
            ),
            models.CheckConstraint(
                name="appointment_for_somebody", condition=Q(case__isnull=False) | Q(request__isnull=False)
            ),
            models.CheckConstraint(
                name="appointment_settled_at_and_by",
                condition=Q(state__in=["wished", "booked"], settled_at=None, settled_by=None)
                | Q(
                    state__in=["came", "did_not_come", "excused", "cancelled"],
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def has_begun(self) -> bool:
        """From five minutes before on, one may say what became of it."""
        return self.starts_at <= clock.now() + timedelta(minutes=5)
