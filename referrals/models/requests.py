"""Requests for help, as they arrive: asked by the learner or referred by staff, not yet (or already) taken."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    TODAY = "today", _("Today")
    WEEK = "week", _("This week")
    WHEN_POSSIBLE = "when_possible", _("When possible")


class Channel(models.TextChoices):
    """How the person wants to be reached."""

    SMS = "sms", _("Text message")
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")


class Source(models.TextChoices):
    SELF = "self", _("Themselves")
    STAFF = "staff", _("A member of staff")


class Difficulty(models.TextChoices):
    MATERIAL = "material", _("Material")
    FINANCIAL = "financial", _("Financial")
    HEALTH = "health", _("Health")
    FAMILY = "family", _("Family")
    HOUSING = "housing", _("Housing")
    OTHER = "other", _("Other")


class Receipt(models.Model):
    """What a referrer keeps of a referral: a number and facts about its state, with nothing that leads to the learner."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        CONTACTED = "contacted", _("Contacted")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    referrer_id = models.BigIntegerField(db_index=True)
    referred_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="receipt_dates_in_order",
                condition=(Q(contacted_at=None) | Q(contacted_at__gte=models.F("referred_at")))
                & (Q(closed_at=None) | Q(closed_at__gte=models.F("referred_at"))),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> "Receipt.State":
        if self.closed_at:
            return self.State.CLOSED
        return self.State.CONTACTED if self.contacted_at else self.State.RECEIVED


class Request(models.Model):
    """Somebody asks for help, or is referred with their agreement. In the queue until a social worker takes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source)
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    urgency = models.CharField(max_length=16, choices=Urgency)
    reach_by = models.CharField(max_length=8, choices=Channel)
    language = models.CharField(max_length=8)
    wrapped_key = models.BinaryField()
    sealed_identity = models.BinaryField()
    sealed_note = models.BinaryField()
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="requests")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.BigIntegerField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="request_queue", fields=["asked_at"], condition=Q(taken_at=None, closed_at=None)),
            models.Index(name="request_of_period", fields=["asked_at", "source"]),
        ]
        constraints = [
            models.CheckConstraint(name="request_source", condition=Q(source__in=Source.values)),
            models.CheckConstraint(name="request_urgency", condition=Q(urgency__in=Urgency.values)),
            models.CheckConstraint(name="request_reach_by", condition=Q(reach_by__in=Channel.values)),
            models.CheckConstraint(
                name="request_by_staff_has_receipt",
                condition=Q(source=Source.SELF, receipt=None) | Q(source=Source.STAFF, receipt__isnull=False),
            ),
            models.CheckConstraint(
                name="request_taken_at_by_and_case",
                condition=Q(taken_at=None, taken_by=None, case=None)
                | Q(taken_at__isnull=False, taken_by__isnull=False, case__isnull=False),
            ),
            models.CheckConstraint(
                name="request_closed_at_and_by",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class BlindMark(models.Model):
    """A keyed digest of one thing known about a person, for duplicates and sign-in. It can be compared, not read."""

    class Kind(models.TextChoices):
        NAME = "name", _("same name")
        BIRTH_DATE = "birth_date", _("same birth date")
        PHONE = "phone", _("same phone")
        EMAIL = "email", _("same e-mail")
        NUMBER = "number", _("same learner number")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    digest = models.BinaryField(max_length=32)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="marks")
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="marks")

    class Meta:
        indexes = [models.Index(name="blindmark_lookup", fields=["digest", "kind"])]
        constraints = [
            models.CheckConstraint(
                name="blindmark_kind", condition=Q(kind__in=["name", "birth_date", "phone", "email", "number"])
            ),
            models.CheckConstraint(
                name="blindmark_of_request_or_case",
                condition=Q(request=None, case__isnull=False) | Q(request__isnull=False, case=None),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
