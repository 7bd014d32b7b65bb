"""What was granted, by whom and until when; what comes back from the pantry for the learner's page."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class _Days(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Decision(models.Model):
    """One kind of aid, granted by a person to a person, from and to a day.

    What it is about (a title, a partner, the name of a ticket) and what it must respect (who eats, sizes) are sealed; the second is
    forgotten the night after the help ends. A book that is lent ends when it comes back.
    """

    class Kind(models.TextChoices):
        WEEKLY_BASKET = "weekly_basket", _("Weekly food basket")
        HYGIENE = "hygiene", _("Hygiene products")
        CLOTHES = "clothes", _("Clothes")
        TICKETS = "tickets", _("Culture tickets")
        BOOK_LOAN = "book_loan", _("Book on loan")
        EMERGENCY_BASKET = "emergency_basket", _("Emergency basket, once")
        ORIENTATION = "orientation", _("Letter to a partner")

    class Frequency(models.TextChoices):
        ONCE = "once", _("once")
        WEEKLY = "weekly", _("each week")
        MONTHLY = "monthly", _("each month")

    ONE_AT_A_TIME = (Kind.WEEKLY_BASKET, Kind.HYGIENE, Kind.CLOTHES, Kind.TICKETS, Kind.EMERGENCY_BASKET)
    """Kinds of which nobody has two on one day (tickets: two of the same number); books and letters there may be several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=16, choices=Kind)
    quantity = models.PositiveSmallIntegerField(default=1)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.ONCE)
    allotment_id = models.BigIntegerField(null=True, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    review_on = models.DateField()
    sealed_about = models.BinaryField(null=True, blank=True)
    sealed_terms = models.BinaryField(null=True, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="decision_one_of_a_kind_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce("allotment_id", 0), RangeOperators.EQUAL),
                    (
                        _Days("starts", Coalesce("ended_on", "ends"), RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(kind__in=["weekly_basket", "hygiene", "clothes", "tickets", "emergency_basket"])
                & (Q(ended_on=None) | Q(ended_on__gte=F("starts"))),
            ),
            models.CheckConstraint(
                name="decision_kind",
                condition=Q(
                    kind__in=[
                        "weekly_basket",
                        "hygiene",
                        "clothes",
                        "tickets",
                        "book_loan",
                        "emergency_basket",
                        "orientation",
                    ],
                    frequency__in=["once", "weekly", "monthly"],
                    quantity__gte=1,
                ),
            ),
            models.CheckConstraint(name="decision_ends_later", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(
                name="decision_review_within", condition=Q(review_on__gte=F("starts"), review_on__lte=F("ends"))
            ),
            models.CheckConstraint(
                name="decision_tickets_are_counted",
                condition=~Q(kind="tickets") | Q(allotment_id__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_ended_on_at_by",
                condition=Q(ended_on=None, ended_at=None, ended_by=None)
                | Q(ended_on__lte=F("ends"), ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_returned_on_at_by",
                condition=Q(returned_on=None, returned_at=None, returned_by=None)
                | Q(
                    kind="book_loan",
                    returned_on__gte=F("starts"),
                    returned_at__isnull=False,
                    returned_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def last_day(self):
        return self.ended_on or self.ends

    @property
    def began(self) -> bool:
        """Not ended before its first day."""
        return self.last_day >= self.starts

    @property
    def is_lent(self) -> bool:
        """A book that has not come back, whatever was agreed."""
        return self.kind == self.Kind.BOOK_LOAN and self.returned_on is None


class Pause(models.Model):
    """Not this week. No reason is asked, and the week after stays planned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="pauses")
    distribution_id = models.BigIntegerField(null=True, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pause_once_per_distribution", fields=["case", "distribution_id"]),
            models.CheckConstraint(name="pause_ends_later", condition=Q(ends__gte=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.starts} to {self.ends}"


class PickupCode(models.Model):
    """The one-time code of a basket, kept sealed for the learner's page. The pantry keeps only its digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="pickup_codes")
    basket_id = models.BigIntegerField(unique=True)
    distribution_date = models.DateField()
    sealed_code = models.BinaryField()
    issued_at = models.DateTimeField()
    passed_on_at = models.DateTimeField(null=True, blank=True)  # the learner gave it to somebody who comes for them

    class Meta:
        indexes = [models.Index(name="pickupcode_of_case", fields=["case", "-distribution_date"])]

    def __str__(self) -> str:
        return str(self.id)


class CardCode(models.Model):
    """A code on a printed card, for a coming week without a basket yet. Sealed; it becomes the basket's code when one is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="card_codes")
    distribution_id = models.BigIntegerField()
    distribution_date = models.DateField()
    drawn_id = models.BigIntegerField()
    sealed_code = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_code_once_per_distribution", fields=["case", "distribution_id"]),
        ]

    def __str__(self) -> str:
        return str(self.id)
