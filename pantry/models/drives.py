"""Collections with a name, days and a goal, and the numbered slips that go with what came in."""

from django.db import models
from django.db.models import F, Q


class Drive(models.Model):
    """A collection drive: where and when people may bring something, how much is hoped for. What came in is counted from the
    donations that were taken in for it; who helped stands on the shifts of the volunteers."""

    name = models.CharField(max_length=80)
    starts = models.DateField()
    ends = models.DateField()
    places = models.CharField(max_length=300)
    goal_kilos = models.PositiveIntegerField(null=True, blank=True)
    goal_items = models.PositiveIntegerField(null=True, blank=True)
    wanted = models.CharField(max_length=300, blank=True)
    thanks = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()

    class Meta:
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="drive_days_in_order"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(places=""), name="drive_has_a_name_and_a_place"),
            models.CheckConstraint(
                condition=(Q(goal_kilos=None) | Q(goal_kilos__range=(1, 1_000_000)))
                & (Q(goal_items=None) | Q(goal_items__range=(1, 10_000_000))),
                name="drive_goal_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PaperNumber(models.Model):
    """The last number of a series of papers in a year. It moves in the transaction that writes the paper: no number is lost."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["series", "year"]
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="papernumber_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class WithdrawalSlip(models.Model):
    """A numbered slip for goods that were fetched or brought. `content` is what was written on it, never changed; the donor is
    read from the donation, so that a donor who asks to be forgotten is."""

    append_only = True

    donation = models.ForeignKey("pantry.Donation", on_delete=models.PROTECT, related_name="slips")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    content = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="withdrawalslip_number_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"E-{self.year}-{self.number:04}"
