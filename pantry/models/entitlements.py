"""What reaches the pantry from the confidential side: that some random number may have a basket of some size, from–to.

The beneficiary number joins a beneficiary's own baskets and nothing else. It is on no screen, label, export or address.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CookingMeans(models.TextChoices):
    NONE = "none", _("no cooking")
    KETTLE = "kettle", _("kettle or microwave")
    HOB = "hob", _("hob")
    FULL = "full", _("full kitchen")


class Diet(models.TextChoices):
    """What a basket must not hold: a function, never its reason."""

    NO_PORK = "no_pork", _("no pork")
    NO_MEAT = "no_meat", _("no meat")
    NO_FISH = "no_fish", _("no fish")
    VEGAN = "vegan", pgettext_lazy("diet", "vegan")
    NO_ALCOHOL_GELATINE = "no_alcohol_gelatine", _("no alcohol, no gelatine")
    CERTIFIED_MEAT_ONLY = "certified_meat_only", _("certified meat only")


class Garment(models.TextChoices):
    """Clothes as one asks for them; each needs one size or none."""

    COAT = "coat", _("coat")
    JUMPER = "jumper", _("jumper")
    T_SHIRT = "t_shirt", _("T-shirt")
    TROUSERS = "trousers", _("trousers")
    UNDERWEAR = "underwear", _("underwear and socks")
    WORK = "work", _("work clothes")
    SHOES = "shoes", _("shoes")
    SHEETS = "sheets", _("sheets and towels")


SIZED_BY = {
    "top": frozenset({Garment.COAT, Garment.JUMPER, Garment.T_SHIRT, Garment.WORK}),
    "bottom": frozenset({Garment.TROUSERS, Garment.UNDERWEAR, Garment.WORK}),
    "shoes": frozenset({Garment.SHOES}),
}
"""Which garments need which size."""


class DateRange(models.Func):
    """daterange(starts, ends, '[]'): both days included."""

    function = "daterange"
    output_field = models.DateField()


def days(starts: str, ends: str) -> DateRange:
    return DateRange(starts, ends, models.Value("[]"))


class EntitlementQuerySet(models.QuerySet):
    def on(self, day: date) -> "EntitlementQuerySet":
        """Entitled on this day and not paused."""
        paused = EntitlementPause.objects.filter(
            beneficiary=models.OuterRef("beneficiary"), starts__lte=day, ends__gte=day
        )
        return self.filter(starts__lte=day, ends__gte=day).exclude(models.Exists(paused))


class Entitlement(models.Model):
    """One basket for each distribution between two days, for a random number. Consecutive ones may follow each other."""

    beneficiary = models.UUIDField()
    persons = models.PositiveSmallIntegerField()
    children_under_3 = models.PositiveSmallIntegerField(default=0)
    allergens = ArrayField(models.CharField(max_length=24), default=list)
    diets = ArrayField(models.CharField(max_length=24, choices=Diet.choices), default=list)
    cooking = models.CharField(max_length=8, choices=CookingMeans.choices, default=CookingMeans.FULL)
    dislikes = ArrayField(models.CharField(max_length=40), default=list)
    starts = models.DateField()
    ends = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.IntegerField()

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="entitlement_once_a_day",
                expressions=[("beneficiary", RangeOperators.EQUAL), (days("starts", "ends"), RangeOperators.OVERLAPS)],
                violation_error_message=_("This help overlaps another one for the same person."),
            ),
            models.CheckConstraint(name="entitlement_days_in_order", condition=models.Q(starts__lte=models.F("ends"))),
            models.CheckConstraint(name="entitlement_someone", condition=models.Q(persons__gte=1)),
            models.CheckConstraint(
                name="entitlement_children_counted", condition=models.Q(children_under_3__lte=models.F("persons"))
            ),
            models.CheckConstraint(
                name="entitlement_known_cooking", condition=models.Q(cooking__in=CookingMeans.values)
            ),
        ]
        indexes = [models.Index(fields=["starts", "ends"], name="entitlement_days")]

    def __str__(self) -> str:
        return f"entitlement {self.pk}"


class EntitlementPause(models.Model):
    """Days on which no basket is wanted; no reason asked."""

    beneficiary = models.UUIDField()
    starts = models.DateField()
    ends = models.DateField()
    paused_at = models.DateTimeField()
    paused_by = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pause_days_in_order", condition=models.Q(starts__lte=models.F("ends"))),
        ]
        indexes = [models.Index(fields=["beneficiary", "starts"], name="pause_of_beneficiary")]

    def __str__(self) -> str:
        return f"pause {self.pk}"
