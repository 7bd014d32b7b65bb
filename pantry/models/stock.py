"""What is on the shelves: lots with a checked balance, and the ledger of movements they follow from.

Only `pantry/stock.py` writes balances, movements and months.
"""

import datetime as dt
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pantry.models.catalogue import FoodGroup, Product, Unit
from pantry.models.donations import Donation
from pantry.models.donors import Donor

NO_LIMIT = dt.date(9999, 12, 31)


class DateKind(models.TextChoices):
    USE_BY = "use_by", _("Use by")
    BEST_BEFORE = "best_before", _("Best before")
    NONE = "none", _("No date")
    FREEZING = "freezing", _("Frozen on")


class Precision(models.TextChoices):
    """How much of the date was printed; the day kept is the last day of it."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class LossReason(models.TextChoices):
    USE_BY_PASSED = "use_by_passed", _("Use-by date passed")
    BEST_BEFORE_PASSED = "best_before_passed", _("Best-before date passed, not good any more")
    SPOILED = "spoiled", _("Spoiled")
    DAMAGED = "damaged", _("Packaging damaged")
    COLD_CHAIN = "cold_chain", _("Cold chain broken")
    RECALLED = "recalled", _("Recalled")
    UNCOLLECTED = "uncollected", _("Not collected, could not be kept")
    COUNT = "count", _("Missing when counted")
    OTHER = "other", _("Other")


class Aside(models.TextChoices):
    """Why a lot was put aside by the application; people write their own words."""

    USE_BY_CLOSE = "use_by_close", _("Use-by date in less than 48 hours and nothing given out before (D541-310)")
    LONG_PAST = "long_past", _("Best-before date long past: needs the six-point check")
    RECALLED = "recalled", _("Recalled, or perhaps recalled: look under Recalls")
    NOT_MEASURED = "not_measured", _("Temperature not measured: measure it before giving it (R412-10)")
    DENTED = "dented", _("Packaging damaged: look whether it is still tight (Regulation (EU) 2021/382)")
    NO_LABEL = "no_label", _("Label missing: write down what is in it before giving it (D541-310)")
    COLD = "cold", _("It was too warm, or too cold, where it lay")


class LotQuerySet(models.QuerySet["Lot"]):
    def in_stock(self) -> "LotQuerySet":
        return self.filter(balance__gt=0)

    def givable_on(self, day: dt.date) -> "LotQuerySet":
        """Free to be put in a basket handed over that day, soonest to go first.

        A use-by date passed is a hard block (Code de la consommation R412-9), a best-before date with its category's
        tolerance passed waits for a person's check; quarantined lots and reserved units are out.
        """
        return (
            self.filter(quarantined=False, balance__gt=F("reserved"))
            .exclude(date_kind__in=[DateKind.USE_BY, DateKind.BEST_BEFORE], effective_limit__lt=day)
            .order_by("effective_limit", "id")
        )

    def expiring(self, *, use_by_until: dt.date, best_before_until: dt.date) -> "LotQuerySet":
        return self.in_stock().filter(
            Q(date_kind=DateKind.USE_BY, effective_limit__lte=use_by_until)
            | Q(date_kind=DateKind.BEST_BEFORE, limit_date__lte=best_before_until)
        )

    def past_best_before(self, day: dt.date) -> "LotQuerySet":
        """What waits for a six-point check: its date and what its kind tolerates are past."""
        late = self.in_stock().filter(date_kind=DateKind.BEST_BEFORE, effective_limit__lt=day)
        return late.filter(Q(quarantined=False) | Q(quarantine_reason=Aside.LONG_PAST))


class Lot(models.Model):
    """Units of one product that came together with one date. `balance` is what is physically there, `reserved` the part
    promised to baskets. Unit, weight of one unit and group are copied at reception so that old figures never change."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lots")
    place = models.ForeignKey("school.Place", on_delete=models.PROTECT, related_name="+")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, null=True, blank=True, related_name="lots")
    source = models.CharField(max_length=11, choices=Donor.Kind, default=Donor.Kind.ANONYMOUS)
    group = models.CharField(max_length=12, choices=FoodGroup)
    unit = models.CharField(max_length=5, choices=Unit)
    grams_each = models.PositiveIntegerField()
    weight_assumed = models.BooleanField()
    lot_number = models.CharField(max_length=40, blank=True)
    date_kind = models.CharField(max_length=12, choices=DateKind)
    limit_date = models.DateField(null=True, blank=True)
    limit_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    effective_limit = models.DateField()
    balance = models.PositiveBigIntegerField(default=0)
    reserved = models.PositiveBigIntegerField(default=0)
    received_on = models.DateField()
    quarantined = models.BooleanField(default=False)
    quarantine_reason = models.CharField(max_length=200, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    quarantined_by = models.BigIntegerField(null=True, blank=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering = ["effective_limit", "id"]
        indexes = [
            models.Index(fields=["effective_limit", "id"], condition=Q(balance__gt=0), name="lot_fefo"),
            models.Index(fields=["product", "effective_limit", "id"], name="lot_of_product_fefo"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="lot_balance_never_negative"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("balance")), name="lot_reserved_within_balance"
            ),
            models.CheckConstraint(condition=Q(grams_each__gte=1), name="lot_weighs_something"),
            models.CheckConstraint(
                condition=Q(unit=Unit.PIECE) | Q(unit=Unit.GRAM, grams_each=1, weight_assumed=False),
                name="lot_gram_is_a_gram",
            ),
            models.CheckConstraint(condition=Q(group__in=FoodGroup.values), name="lot_group_known"),
            models.CheckConstraint(condition=Q(source__in=Donor.Kind.values), name="lot_source_known"),
            models.CheckConstraint(
                condition=Q(date_kind=DateKind.NONE, limit_date__isnull=True)
                | Q(date_kind=DateKind.USE_BY, limit_date__isnull=False, limit_date=F("effective_limit"))
                | Q(
                    date_kind__in=[DateKind.BEST_BEFORE, DateKind.FREEZING],
                    limit_date__isnull=False,
                    limit_date__lte=F("effective_limit"),
                ),
                name="lot_date_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(date_kind=DateKind.BEST_BEFORE, group=FoodGroup.INFANT)
                | Q(limit_date=F("effective_limit")),
                name="lot_infant_no_tolerance",
            ),
            models.CheckConstraint(
                condition=Q(
                    quarantined=False, quarantine_reason="", quarantined_at__isnull=True, quarantined_by__isnull=True
                )
                | (
                    Q(quarantined=True, quarantined_at__isnull=False, quarantined_by__isnull=False)
                    & ~Q(quarantine_reason="")
                ),
                name="lot_quarantine_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"lot {self.pk}"

    @property
    def available(self) -> int:
        return self.balance - self.reserved

    @property
    def aside_because(self) -> str:
        """Why it is put aside, in the reader's language when reception said so."""
        known = dict(Aside.choices)
        return str(known.get(self.quarantine_reason, self.quarantine_reason))

    def use_by_passed(self, day: dt.date) -> bool:
        return self.date_kind == DateKind.USE_BY and self.effective_limit < day


class Movement(models.Model):
    """One line of the ledger: units that came in or went out of a lot. Never changed, never deleted; a mistake is
    undone by a line of the opposite sign that names it."""

    append_only = True

    who: str  # these five: what pages add to the rows they show
    is_undone: bool
    loss_words: str
    key: UUID
    shown_limit: str

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("what happened to goods", "Received")
        HANDED_OUT = "handed_out", pgettext_lazy("what happened to goods", "Handed out")
        RETURNED = "returned", pgettext_lazy("what happened to goods", "Came back")
        FOUND = "found", pgettext_lazy("what happened to goods", "Found on the shelf")
        LOST = "lost", pgettext_lazy("what happened to goods", "Lost")
        TAKEN = "taken", pgettext_lazy("what happened to goods", "Taken, self-service")
        MOVED = "moved", pgettext_lazy("what happened to goods", "Moved")

    INWARD = (Kind.RECEIVED, Kind.RETURNED, Kind.FOUND)

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    place = models.ForeignKey("school.Place", on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=20, blank=True)
    line = models.CharField(max_length=80, blank=True)
    by = models.BigIntegerField()
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reversal_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lot", "-id"], name="movement_of_lot"),
            models.Index(fields=["line"], condition=Q(kind="moved"), name="movement_of_move"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, kind__in=["received", "returned", "found"], quantity__gt=0)
                | Q(reverses__isnull=True, kind__in=["handed_out", "lost", "taken"], quantity__lt=0)
                | Q(reverses__isnull=False, kind__in=["received", "returned", "found"], quantity__lt=0)
                | Q(reverses__isnull=False, kind__in=["handed_out", "lost", "taken"], quantity__gt=0)
                | (Q(kind="moved") & ~Q(quantity=0)),
                name="movement_sign_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=(~Q(kind="lost") & Q(reason="")) | Q(kind="lost", reason__in=LossReason.values),
                name="movement_loss_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, reversal_reason="")
                | (Q(reverses__isnull=False) & ~Q(reversal_reason="")),
                name="movement_reversal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"movement {self.pk}"


class Month(models.Model):
    """What moved in a month by kind, group, source and reason; kept in the transaction of each movement, so that
    reports cost the same whatever the history. Inward is positive, outward negative, reversals count against their own kind."""

    month = models.DateField()
    kind = models.CharField(max_length=10, choices=Movement.Kind)
    group = models.CharField(max_length=12, choices=FoodGroup)
    source = models.CharField(max_length=11, choices=Donor.Kind)
    reason = models.CharField(max_length=20, blank=True)
    grams = models.BigIntegerField(default=0)
    grams_assumed = models.BigIntegerField(default=0)
    units = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["month", "kind", "group", "source", "reason"]
        constraints = [
            models.UniqueConstraint(fields=["month", "kind", "group", "source", "reason"], name="month_one_row_each"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.kind} {self.group}"


class StockTask(models.Model):
    """The shelf and the screen disagree: nothing waited for it, somebody looks at it later."""

    class Kind(models.TextChoices):
        MORE_ON_SHELF = "more_on_shelf", _("More on the shelf than on the screen")
        LESS_ON_SHELF = "less_on_shelf", _("Less on the shelf than on the screen")
        PROMISED_AND_LOST = "promised_and_lost", _("Promised to a basket, and lost")
        LEDGER_DIFFERS = "ledger_differs", _("Balance and ledger differ")

    kind = models.CharField(max_length=20, choices=Kind)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="tasks")
    quantity = models.BigIntegerField()
    line = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        indexes = [models.Index(fields=["opened_at"], condition=Q(done_at__isnull=True), name="stock_task_open")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_task_counts_something"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, done_at__gte=F("opened_at")),
                name="stock_task_done_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} lot {self.lot_id}"
