"""What somebody learns by helping: their own note about it, and what the supervisor saw."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.vault.fields import SealedTextField


class Outcome(models.TextChoices):
    """The learning outcomes: competences of the social and solidarity economy, and of hygiene."""

    HYGIENE = "hygiene", _("Runs a distribution hygienically: cold chain, the two kinds of dates, cleaning")
    STOCK = "stock", _("Traces and rotates stock: what ends first goes first")
    WELCOME = "welcome", _("Welcomes people without judging")
    DONATION = "donation", _("Negotiates a donation with a company or a shop")
    TEAM = "team", _("Works in a team that decides democratically")


class Level(models.TextChoices):
    NOT_SEEN = "not_seen", pgettext_lazy("a learning outcome", "Not seen")
    WITH_HELP = "with_help", pgettext_lazy("a learning outcome", "With help")
    ALONE = "alone", pgettext_lazy("a learning outcome", "Alone")


class Reflection(models.Model):
    """A person's note about what they learnt in a school year. Theirs alone until it is handed in with a claim."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    text = SealedTextField()
    words = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    claim = models.OneToOneField("volunteers.Claim", null=True, on_delete=models.PROTECT, related_name="reflection")

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="reflection_one_open_a_year", fields=["person", "school_year"], condition=Q(claim=None)
            ),
        ]

    def __str__(self) -> str:
        return f"reflection {self.pk}"


class Appraisal(models.Model):
    """What a supervisor saw a person do in a school year, outcome by outcome. A later one is one more row."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    levels = models.JSONField()
    comment = SealedTextField(null=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["person", "school_year"], name="appraisal_of_person")]
        constraints = [
            models.CheckConstraint(name="appraisal_nobody_their_own", condition=~Q(made_by=F("person_id"))),
        ]

    def __str__(self) -> str:
        return f"appraisal {self.pk}"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Each outcome and its level, in words."""
        return [(str(each.label), str(Level(self.levels[each]).label)) for each in Outcome if each in self.levels]

    @property
    def seen(self) -> list[str]:
        """The outcomes that were seen, in words."""
        return [str(each.label) for each in Outcome if self.levels.get(each, Level.NOT_SEEN) != Level.NOT_SEEN]
