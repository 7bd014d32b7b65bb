"""The end of a file put off, with a reason; and what people ask about their own data."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from referrals.models.cases import Case


class Archive(models.Model):
    """A file that is kept beyond its time, or out of use: why, on which ground, until when. Lists no longer show it.

    The reason is sealed with the file's key. `ended_at` is set when the person is back; past `until` the file is erased.
    """

    class Ground(models.TextChoices):
        LEGAL_DUTY = "legal_duty", _("A law says that it is kept")
        DISPUTE = "dispute", _("A dispute, within the time to sue")
        RESTRICTION = "restriction", _("The person asked that it is kept and not used")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="archives")
    ground = models.CharField(max_length=12, choices=Ground)
    sealed_reason = models.BinaryField()
    until = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="archive_once", fields=["case"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="archive_ground", condition=Q(ground__in=["legal_duty", "dispute", "restriction"])
            ),
            models.CheckConstraint(name="archive_until_after_decision", condition=Q(until__gt=TruncDate("decided_at"))),
            models.CheckConstraint(
                name="archive_ended_at_and_by",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} until {self.until}"


class RightsRequest(models.Model):
    """Somebody asks about their own data, with a clock of one month. `number` and the clock are all that leaves the circle.

    When the file is erased the row stays as proof that the answer came in time, without the file and without a word.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Read what is kept")
        RECTIFICATION = "rectification", _("Correct something")
        ERASURE = "erasure", _("Erase everything")
        RESTRICTION = "restriction", _("Keep it, do not use it")
        OBJECTION = "objection", _("Stop using it")

    class Source(models.TextChoices):
        OWN_PAGE = "own_page", _("on the own page")
        TOLD = "told", _("told or written to us")

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        PARTLY = "partly", _("Done in part, and told why")
        REFUSED = "refused", _("Refused, and told why and where to complain")
        WITHDRAWN = "withdrawn", _("The person took it back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=8, unique=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="rights_requests")
    kind = models.CharField(max_length=16, choices=Kind)
    source = models.CharField(max_length=8, choices=Source)
    received_on = models.DateField()
    due_on = models.DateField()
    sealed_note = models.BinaryField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        indexes = [models.Index(name="rightsrequest_open", fields=["due_on"], condition=Q(answered_at=None))]
        constraints = [
            models.CheckConstraint(
                name="rightsrequest_words",
                condition=Q(kind__in=["access", "rectification", "erasure", "restriction", "objection"])
                & Q(source__in=["own_page", "told"])
                & Q(outcome__in=["", "done", "partly", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(name="rightsrequest_due_after", condition=Q(due_on__gt=models.F("received_on"))),
            models.CheckConstraint(
                name="rightsrequest_extended",
                condition=Q(extended_at=None, extended_by=None)
                | Q(extended_at__isnull=False, extended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="rightsrequest_answered",
                condition=Q(answered_at=None, answered_by=None, outcome="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number
