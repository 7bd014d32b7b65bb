"""The file of a learner, who may open it, and what waits to be done in it."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.models.requests import Channel


class Case(models.Model):
    """A learner's file. Who it is about is sealed under a key of its own, wrapped by the key ring."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    wrapped_key = models.BinaryField()
    sealed_identity = models.BinaryField()
    sealed_volunteer = models.BinaryField(null=True, blank=True)
    reach_by = models.CharField(max_length=8, choices=Channel)
    language = models.CharField(max_length=8)
    beneficiary = models.UUIDField(null=True, blank=True, unique=True)
    last_contact_at = models.DateTimeField(db_index=True)
    wants_notice = models.BooleanField(default=False)
    not_compared_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_reach_by", condition=Q(reach_by__in=Channel.values)),
            models.CheckConstraint(
                name="case_closed_at_and_by",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CircleMember(models.Model):
    """A professional who may open a file. Membership ends; it is not deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="circle")
    user_id = models.BigIntegerField()
    since = models.DateTimeField()
    added_by = models.BigIntegerField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="circle_of_user", fields=["user_id"], include=["case"], condition=Q(until=None)),
        ]
        constraints = [
            models.UniqueConstraint(name="circle_member_once", fields=["case", "user_id"], condition=Q(until=None)),
            models.CheckConstraint(
                name="circle_until_after_since", condition=Q(until=None) | Q(until__gte=models.F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.case_id}"


class EmergencyReading(models.Model):
    """Somebody outside the circle opened a file to protect a child. The reason is sealed in the file; all are told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies")
    opened_by = models.BigIntegerField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sealed_reason = models.BinaryField()

    class Meta:
        indexes = [models.Index(name="emergency_of_reader", fields=["opened_by", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                name="emergency_lasts_a_day_at_most",
                condition=Q(ends_at__gt=models.F("opened_at"), ends_at__lte=models.F("opened_at") + timedelta(days=1)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FollowUp(models.Model):
    """Something to do about a file: made by a person or by a fact (two missed pick-ups in a row)."""

    class Kind(models.TextChoices):
        MISSED_TWICE = "missed_twice", _("Two missed pick-ups in a row")
        REVIEW = "review", _("Review the plan")
        PLAN_ENDS = "plan_ends", _("Help ends soon: renew it or let it end")
        BOOK_LATE = "book_late", _("A book is late")
        MESSAGE = "message", _("A message to read")
        ENDING = "ending", _("The file ends: keep it or let it go")
        RIGHT = "right", _("A right to answer to")
        AGREED = "agreed", _("Agreed in an interview")
        CO_SIGN = "co_sign", _("An interview to co-sign")
        TALK = "talk", _("Wants to talk")
        RECALL = "recall", _("Warn: something in a basket was recalled")
        OTHER = "other", _("To do")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    kind = models.CharField(max_length=16, choices=Kind)
    about = models.CharField(max_length=64, blank=True)
    sealed_words = models.BinaryField(null=True, blank=True)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="followup_open", fields=["due_on"], condition=Q(done_at=None))]
        constraints = [
            models.UniqueConstraint(name="followup_once", fields=["case", "kind", "about"]),
            models.CheckConstraint(
                name="followup_kind",
                condition=Q(
                    kind__in=[
                        "missed_twice",
                        "review",
                        "plan_ends",
                        "book_late",
                        "message",
                        "ending",
                        "right",
                        "agreed",
                        "co_sign",
                        "talk",
                        "recall",
                        "other",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="followup_done_at_and_by",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
