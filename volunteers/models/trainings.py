"""What is taught, when, by whom; the list the trainer signed, and what somebody is qualified for since."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.accounts.models import Duty
from coop.web import clock
from volunteers.models.shifts import Shift


class Topic(models.TextChoices):
    """The sheets of the hygiene guide for charities, and what this pantry adds: dates and labels, allergens, welcoming."""

    COLLECTING = "collecting", _("Purchases, donations and collections")
    TRANSPORT = "transport", pgettext_lazy("a topic", "Transport")
    TAKING_CHARGE = "taking_charge", _("Taking food in")
    STORAGE = "storage", _("Storing")
    PREPARING = "preparing", _("Preparing baskets")
    REPACKING = "repacking", _("Packing anew")
    HANDING_OVER = "handing_over", _("Handing over")
    STAFF_HYGIENE = "staff_hygiene", _("Hygiene and health of the team")
    DATES = "dates", _("The two kinds of dates")
    LABELS = "labels", _("Labels and traceability")
    ALERTS = "alerts", _("Alerts and recalls")
    COLD_CHAIN = "cold_chain", _("Cold chain")
    CLEANING = "cleaning", _("Cleaning")
    PESTS = "pests", _("Pests")
    CONSUMERS = "consumers", _("Advice to who receives food")
    GOLDEN_RULES = "golden_rules", _("The ten golden rules of volunteers")
    BASIC_HYGIENE = "basic_hygiene", _("Basic food hygiene")
    INSPECTIONS = "inspections", _("Official inspections")
    ALLERGENS = "allergens", _("Allergens")
    WELCOMING = "welcoming", _("Welcoming without judging")


GATES = (Duty.Task.COLD_ROOM, Duty.Task.SIX_POINT_CHECK, Duty.Task.DESK)
"""The tasks of the pantry that only somebody trained may do."""
VALID_MONTHS = 24
"""Our choice, as domain knowledge has no number: a qualification is renewed every two years."""


def gate_words(gates: list[str]) -> list[str]:
    """“Cold room”, “Six-point check”: what these gates are called."""
    return [str(Duty.Task(gate).label) for gate in gates]


class TrainingModule(models.Model):
    """A training as it is offered: what it is about, with which partner, how long it is valid, which tasks it opens."""

    title = models.CharField(max_length=80)
    partner = models.CharField(max_length=120)
    topics = ArrayField(models.CharField(max_length=16, choices=Topic.choices))
    opens = ArrayField(models.CharField(max_length=20, choices=Duty.Task.choices), default=list)
    valid_months = models.PositiveSmallIntegerField(default=VALID_MONTHS)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(name="module_has_topics", condition=Q(topics__len__gte=1)),
            models.CheckConstraint(
                name="module_opens_gates", condition=Q(opens__contained_by=["cold_room", "six_point_check", "desk"])
            ),
            models.CheckConstraint(name="module_valid_months", condition=Q(valid_months__gte=1, valid_months__lte=120)),
            models.CheckConstraint(
                name="module_closed_when_and_by",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def opens_words(self) -> list[str]:
        return gate_words(self.opens)

    @property
    def topic_words(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]


class TrainingDate(models.Model):
    """What makes a shift a training: its module and, when known, who teaches. Signing up is signing up for the shift."""

    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="training")
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="dates")
    trainer = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"training {self.pk}"


class TrainingList(models.Model):
    """An attendance list as its trainer signed it. It says what was true then, and nobody changes it."""

    append_only = True

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="training_lists")
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    partner = models.CharField(max_length=120)
    topics = ArrayField(models.CharField(max_length=16, choices=Topic.choices))
    opens = ArrayField(models.CharField(max_length=20, choices=Duty.Task.choices))
    taught_on = models.DateField()
    expires_on = models.DateField()
    trainer = models.CharField(max_length=120)
    strokes = models.TextField(blank=True)
    signed_at = models.DateTimeField()
    held_by = models.BigIntegerField()

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.CheckConstraint(name="list_signed_by_somebody", condition=~Q(trainer="")),
            models.CheckConstraint(name="list_expires_later", condition=Q(expires_on__gt=F("taught_on"))),
        ]

    def __str__(self) -> str:
        return f"list {self.pk}"

    @property
    def opens_words(self) -> list[str]:
        return gate_words(self.opens)

    @property
    def topic_words(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def standing(self) -> QualificationQuerySet:
        return self.filter(revoked_at=None)

    def valid_on(self, day: date) -> QualificationQuerySet:
        return self.standing().filter(list__taught_on__lte=day, expires_on__gte=day)


class Qualification(models.Model):
    """What one person on a signed list is qualified for, until when. A renewal is one more row."""

    list = models.ForeignKey(TrainingList, on_delete=models.PROTECT, related_name="qualifications")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ["-expires_on", "-pk"]
        indexes = [models.Index(fields=["expires_on"], name="qualification_expires")]
        constraints = [
            models.UniqueConstraint(name="qualification_once_per_list", fields=["list", "person"]),
            models.CheckConstraint(
                name="qualification_revoked_when_by_and_why",
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"qualification {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.expires_on < clock.today()
