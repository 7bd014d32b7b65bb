"""How a basket leaves: codes kept as digests only, hand-overs once and only once, bounded guessing, exclusions."""

from django.db import models
from django.db.models import Q

from pantry.models.distributions import Basket, Distribution, paired


class PickupCode(models.Model):
    """The six characters that open one basket. Only their keyed digest is here; a new code revokes the one before."""

    # No index of its own: a planner without statistics would read every code of the distribution to find a typed one.
    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="+", db_index=False)
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="codes")
    digest = models.BinaryField(max_length=32)
    word = models.CharField(max_length=16)
    colour = models.CharField(max_length=8)  # colours and shapes of `coop/web/signs.py`
    shape = models.CharField(max_length=8)
    issued_at = models.DateTimeField()
    issued_by = models.IntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["distribution", "digest"], name="code_once_per_distribution"),
            models.UniqueConstraint(
                fields=["basket"], condition=Q(revoked_at__isnull=True), name="code_one_live_per_basket"
            ),
            models.UniqueConstraint(
                fields=["distribution", "word", "colour", "shape"],
                condition=Q(revoked_at__isnull=True),
                name="code_check_differs_within_distribution",
            ),
            *paired("code", "revoked"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class DrawnCode(models.Model):
    """A code drawn for a card before there is a basket. It opens nothing until a basket takes it over; nobody knows whose."""

    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    word = models.CharField(max_length=16)
    colour = models.CharField(max_length=8)
    shape = models.CharField(max_length=8)
    drawn_at = models.DateTimeField()
    drawn_by = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["distribution", "digest"], name="drawn_code_once_per_distribution"),
            models.UniqueConstraint(
                fields=["distribution", "word", "colour", "shape"], name="drawn_check_differs_within_distribution"
            ),
        ]

    def __str__(self) -> str:
        return f"drawn {self.pk}"


class HandOver(models.Model):
    """A basket left the desk. One that stands per basket; an undone one stays, dated."""

    basket = models.ForeignKey(Basket, on_delete=models.PROTECT, related_name="hand_overs")
    code = models.ForeignKey(PickupCode, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)  # of the form that handed it over: a second tap finds its answer here
    handed_at = models.DateTimeField()
    handed_by = models.IntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket"], condition=Q(undone_at__isnull=True), name="hand_over_once"),
            *paired("hand_over", "undone"),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class DeskTries(models.Model):
    """Wrong codes typed by one person at one distribution since the count was last lifted; 0 stands for the whole desk."""

    WHOLE_DESK = 0

    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="tries")
    user = models.IntegerField()
    wrong = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["distribution", "user"], name="tries_once_per_person")]

    def __str__(self) -> str:
        return f"tries {self.pk}"


class BasketExclusion(models.Model):
    """Someone must not work on this basket; who, only they could prove. A keyed digest of (user, basket)."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="exclusions")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["basket", "digest"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
