"""The cold: appliances with their limits, temperatures that only grow, and what was done when one was wrong."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pantry.models.distributions import Weekday, paired
from pantry.models.stock import Lot

COLDEST, WARMEST = -600, 600
"""Tenths of a degree that a thermometer in a pantry can show."""


def working_days() -> list[int]:
    return [0, 1, 2, 3, 4]


class Appliance(models.Model):
    """A fridge or a freezer that is read twice a day. Temperatures are tenths of a degree Celsius; a freezer has no lowest one."""

    place = models.OneToOneField("school.Place", on_delete=models.PROTECT, related_name="+")
    lowest = models.SmallIntegerField(null=True, blank=True)
    highest = models.SmallIntegerField()
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=Weekday.choices), default=working_days)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        ordering = ["place__position", "place_id"]
        constraints = [
            models.CheckConstraint(
                name="appliance_limits_in_order",
                condition=Q(highest__range=(COLDEST, WARMEST))
                & (Q(lowest__isnull=True) | Q(lowest__gte=COLDEST, lowest__lt=F("highest"))),
            ),
            models.CheckConstraint(
                name="appliance_days_known",
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
            ),
            models.CheckConstraint(
                name="appliance_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"appliance {self.pk}"


class Part(models.TextChoices):
    """Which reading of the day."""

    MORNING = "morning", _("Start of the day")
    EVENING = "evening", _("End of the day")
    EXTRA = "extra", pgettext_lazy("a temperature", "In between")


TWICE = (Part.MORNING, Part.EVENING)


class Temperature(models.Model):
    """What a thermometer showed. Never changed, never deleted: a mistake is a new row that names the old one. `day` is when it
    was read, `written_at` when it was typed; the limits are those of that moment, so that new ones do not change old facts."""

    append_only = True

    class PowerCut(models.TextChoices):
        NO = "no", _("No")
        YES = "yes", _("Yes")

    appliance = models.ForeignKey(Appliance, on_delete=models.PROTECT, related_name="temperatures")
    day = models.DateField()
    part = models.CharField(max_length=8, choices=Part)
    tenths = models.SmallIntegerField()
    lowest = models.SmallIntegerField(null=True, blank=True)
    highest = models.SmallIntegerField()
    power_cut = models.CharField(max_length=3, choices=PowerCut, blank=True)
    words = models.CharField(max_length=200, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["day", "appliance"], name="temperature_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["appliance", "day", "part"],
                condition=Q(replaces__isnull=True) & ~Q(part="extra"),
                name="temperature_once_a_part",
            ),
            models.CheckConstraint(name="temperature_plausible", condition=Q(tenths__range=(COLDEST, WARMEST))),
            models.CheckConstraint(
                name="temperature_part_known", condition=Q(part__in=["morning", "evening", "extra"])
            ),
            models.CheckConstraint(name="temperature_cut_known", condition=Q(power_cut__in=["", "no", "yes"])),
            models.CheckConstraint(
                name="temperature_correction_says_why", condition=Q(replaces__isnull=True) | ~Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"temperature {self.pk}"

    @property
    def too_warm(self) -> bool:
        return self.tenths > self.highest

    @property
    def too_cold(self) -> bool:
        return self.lowest is not None and self.tenths < self.lowest

    @property
    def is_out(self) -> bool:
        return self.too_warm or self.too_cold

    @property
    def is_late(self) -> bool:
        """Typed on a later day than it was read."""
        return localdate(self.written_at) > self.day


class ColdAlarm(models.Model):
    """A temperature outside the limits, or a power cut. What was done is answered once; people decide what becomes of the food."""

    class Measure(models.TextChoices):
        DOOR = "door", _("The door was open: closed it")
        SETTING = "setting", _("Turned the thermostat")
        READ_AGAIN = "read_again", _("Read again an hour later")
        MOVED = "moved", _("Moved the food to another appliance")
        DEFROST = "defrost", _("It was defrosting")
        CALLED = "called", _("Called somebody to repair it")
        MISREAD = "misread", _("The figure was misread or mistyped")
        OTHER = "other", pgettext_lazy("a measure", "Something else")

    temperature = models.OneToOneField(Temperature, on_delete=models.PROTECT, related_name="alarm")
    opened_at = models.DateTimeField()
    measures = ArrayField(models.CharField(max_length=12, choices=Measure), default=list)
    words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["opened_at"], condition=Q(closed_at__isnull=True), name="cold_alarm_open")]
        constraints = [
            *paired("cold_alarm", "answered", "closed"),
            models.CheckConstraint(
                name="cold_alarm_answer_says_what",
                condition=Q(answered_at__isnull=True, measures=[])
                | (Q(answered_at__isnull=False) & Q(measures__len__gte=1)),
            ),
            models.CheckConstraint(
                name="cold_alarm_closed_after_answer",
                condition=Q(closed_at__isnull=True) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"cold alarm {self.pk}"

    @property
    def measure_labels(self) -> list[str]:
        return [str(self.Measure(code).label) for code in self.measures]


class ColdDecision(models.Model):
    """What becomes of one lot after an alarm, decided by a person. The last one counts; the others stay."""

    append_only = True

    class What(models.TextChoices):
        KEPT = "kept", pgettext_lazy("food after an alarm", "Keep")
        TODAY = "today", _("Give out today")
        ASIDE = "aside", _("Put aside")
        THROWN = "thrown", _("Throw away")

    alarm = models.ForeignKey(ColdAlarm, on_delete=models.PROTECT, related_name="decisions")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=6, choices=What)
    reason = models.CharField(max_length=200)
    quantity = models.PositiveBigIntegerField()
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="cold_decision_known", condition=Q(what__in=["kept", "today", "aside", "thrown"])
            ),
            models.CheckConstraint(name="cold_decision_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.what} lot {self.lot_id}"
