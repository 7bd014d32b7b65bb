"""The desk without network: what lets a device open codes for one day, and what two desks said differently."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coop.vault.fields import SealedTextField
from pantry.models.desk import PickupCode
from pantry.models.distributions import Basket, Distribution, paired


class DeskSalt(models.Model):
    """What every slow derivation of a distribution begins with. Random, and gone when the distribution closes."""

    distribution = models.OneToOneField(Distribution, on_delete=models.CASCADE, related_name="+")
    salt = models.BinaryField(max_length=16)
    rounds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"salt {self.pk}"


class OfflineKey(models.Model):
    """What a code becomes after its slow derivation, made once in the background; devices get something derived from it.

    Sealed with the key ring, like everything that opens something. Gone when the distribution closes.
    """

    code = models.OneToOneField(PickupCode, on_delete=models.CASCADE, related_name="offline")
    key = SealedTextField()

    def __str__(self) -> str:
        return f"key {self.pk}"


class DeskDevice(models.Model):
    """A phone that was made ready for a cut network. Its salt dies when the distribution closes; the row says it existed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="devices")
    salt = models.BinaryField(max_length=16, null=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.IntegerField()
    heard_at = models.DateTimeField()
    wrong = models.PositiveIntegerField(default=0)  # wrong codes typed on it without network, as it reported them

    class Meta:
        indexes = [models.Index(fields=["distribution", "prepared_at"], name="device_of_distribution")]

    def __str__(self) -> str:
        return str(self.pk)


class DeskConflict(models.Model):
    """A device says that a bag left, and the books say something else. A coordinator looks and settles it."""

    class Kind(models.TextChoices):
        TWICE = "twice", _("handed over a second time")
        ENDED = "ended", _("handed over, though it was settled otherwise")
        REPLACED = "replaced", _("handed over with a code that had been replaced")
        STOPPED = "stopped", _("handed over, though it should have been looked at")

    class Answer(models.TextChoices):
        SEEN = "seen", _("Looked at, the books are right")
        LEFT = "left", _("Its content left a second time")

    basket = models.ForeignKey(Basket, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.UUIDField(unique=True)  # of the line that waited on the device
    handed_at = models.DateTimeField()  # by the device's clock, within the day
    handed_by = models.IntegerField()
    merged_at = models.DateTimeField()
    merged_by = models.IntegerField()
    answer = models.CharField(max_length=4, choices=Answer.choices, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            *paired("conflict", "settled"),
            models.CheckConstraint(
                name="conflict_settled_with_an_answer",
                condition=Q(settled_at__isnull=True, answer="") | (Q(settled_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="conflict_known_kind", condition=Q(kind__in=["twice", "ended", "replaced", "stopped"])
            ),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
