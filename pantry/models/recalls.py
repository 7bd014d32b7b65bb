"""Recalls: what the authority published, what of it may lie on our shelves, and what people decided about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pantry.models.stock import DateKind, Lot


class Recall(models.Model):
    """One published notice, in its latest version. The texts are those of the feed."""

    reference = models.CharField(max_length=40, unique=True)
    version = models.PositiveIntegerField(default=1)
    category = models.CharField(max_length=120, blank=True)
    brand = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300)
    identification = models.CharField(max_length=1000, blank=True)
    risk = models.CharField(max_length=500, blank=True)
    advice = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_on", "-id"]
        constraints = [
            models.CheckConstraint(name="recall_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(name="recall_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.reference


class RecallItem(models.Model):
    """One product of a notice: a code, a lot, dates, each of them perhaps missing. Lots are normalised."""

    class Code(models.TextChoices):
        EXACT = "exact", _("code as printed")
        MENDED = "mended", _("code with zeros put back in front")
        IN_STORE = "in_store", _("a shop's own code")
        NONE = "none", _("no code")

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=8, choices=Code)
    gtin = models.CharField(max_length=13, blank=True)
    lot = models.CharField(max_length=60, blank=True)
    every_lot = models.BooleanField(default=False)
    unclear = models.BooleanField(default=False)
    date_kind = models.CharField(max_length=12, choices=DateKind, default=DateKind.NONE)
    first_date = models.DateField(null=True, blank=True)
    last_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["gtin"], condition=~Q(gtin=""), name="recall_item_by_code")]
        constraints = [
            models.CheckConstraint(
                name="recall_item_code_known", condition=Q(code__in=["exact", "mended", "in_store", "none"])
            ),
            models.CheckConstraint(
                name="recall_item_code_kept",
                condition=Q(code__in=["exact", "mended"], gtin__regex=r"^([0-9]{8}|[0-9]{13})$")
                | Q(code__in=["in_store", "none"], gtin=""),
            ),
            models.CheckConstraint(
                name="recall_item_dates_in_order",
                condition=Q(first_date__isnull=True, last_date__isnull=True) | Q(last_date__gte=F("first_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gtin} {self.lot}"


class RecallMatch(models.Model):
    """A lot of ours that a notice speaks of, or may speak of. The strong ones were put aside in the moment they were found."""

    class State(models.TextChoices):
        TO_CHECK = "to_check", _("To check")
        MATCHED = "matched", _("Recalled")
        NOT_OURS = "not_ours", _("Not ours")
        DONE = "done", pgettext_lazy("a recall", "Done")

    class Strength(models.IntegerChoices):
        SIMILAR = 1, _("similar name")
        PROBABLE = 2, _("the same product, lot not known")
        CERTAIN = 3, _("the same product and lot")

    TRANSITIONS = {
        State.TO_CHECK: {State.MATCHED, State.NOT_OURS},
        State.MATCHED: {State.DONE, State.NOT_OURS},
        State.NOT_OURS: {State.TO_CHECK, State.MATCHED},
        State.DONE: {State.MATCHED},
    }
    OPEN = (State.TO_CHECK, State.MATCHED)

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="matches")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recalls")
    state = models.CharField(max_length=8, choices=State)
    strength = models.PositiveSmallIntegerField(choices=Strength)
    score = models.PositiveSmallIntegerField()
    why = ArrayField(models.CharField(max_length=80), default=list)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-strength", "-score", "-id"]
        indexes = [models.Index(fields=["state", "-strength", "-score"], name="recall_match_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["recall", "lot"], name="recall_match_once"),
            models.CheckConstraint(
                name="recall_match_state_known", condition=Q(state__in=["to_check", "matched", "not_ours", "done"])
            ),
            models.CheckConstraint(name="recall_match_score", condition=Q(score__lte=100, strength__range=(1, 3))),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} lot {self.lot_id}"


class RecallDecision(models.Model):
    """Somebody's word about a match, with its reason. Never changed: the next word stands beside it."""

    append_only = True

    match = models.ForeignKey(RecallMatch, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=8, choices=RecallMatch.State)
    reason = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="recall_decision_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.state} match {self.match_id}"


class RecallImport(models.Model):
    """One reading of the feed, from a file or from its address; `problem` says why nothing came of it."""

    class Source(models.TextChoices):
        FILE = "file", _("a file")
        FEED = "feed", _("the public feed")

    source = models.CharField(max_length=4, choices=Source)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    by = models.BigIntegerField()
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    mended = models.PositiveIntegerField(default=0)
    matches = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="recall_import_source_known", condition=Q(source__in=["file", "feed"])),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"
