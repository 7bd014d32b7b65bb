"""The cleaning rota: what is cleaned on which days, and who did it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pantry.models.distributions import Weekday, paired


class CleaningTask(models.Model):
    """Something cleaned on the same days each week: "fridge shelves, on Thursdays"."""

    name = models.CharField(max_length=80)
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=Weekday.choices))
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(name="cleaning_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="cleaning_days_known",
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
            ),
            models.CheckConstraint(
                name="cleaning_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CleaningMark(models.Model):
    """It was done: for which day it was due, when somebody said so, who. One pressed by mistake stays, dated."""

    task = models.ForeignKey(CleaningTask, on_delete=models.PROTECT, related_name="marks")
    day = models.DateField()
    done_at = models.DateTimeField()
    done_by = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["day", "task"], name="cleaning_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "day"], condition=Q(undone_at__isnull=True), name="cleaning_done_once"
            ),
            *paired("cleaning", "undone"),
        ]

    def __str__(self) -> str:
        return f"cleaning {self.task_id} {self.day}"
