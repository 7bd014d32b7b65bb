"""The weekly distribution: a pattern, the dated days made from it, their baskets, what is in them, how they leave."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web import clock
from pantry.models.catalogue import FoodGroup, Product
from pantry.models.entitlements import CookingMeans, Diet
from pantry.models.stock import Lot


def paired(name: str, *verbs: str, who: str = "by") -> list[models.CheckConstraint]:
    """`*_at` and `*_by` (or `*_to`) are filled together or not at all."""
    return [
        models.CheckConstraint(
            name=f"{name}_{verb}_at_and_{who}",
            condition=Q(**{f"{verb}_at__isnull": True, f"{verb}_{who}__isnull": True})
            | Q(**{f"{verb}_at__isnull": False, f"{verb}_{who}__isnull": False}),
        )
        for verb in verbs
    ]


def dated(name: str, **states: str) -> list[models.CheckConstraint]:
    """A state that is an event says when it happened: `collected="collected_at"`."""
    return [
        models.CheckConstraint(
            name=f"{name}_{state}_is_dated", condition=~Q(state=state) | Q(**{f"{at}__isnull": False})
        )
        for state, at in states.items()
    ]


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DistributionPattern(models.Model):
    """When and where the school gives baskets each week. Dated distributions are made from it, ahead."""

    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.ForeignKey("school.Place", on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(default=60)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pattern_hours_in_order", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="pattern_known_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="pattern_room_for_one", condition=Q(capacity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"pattern {self.pk}"


class DistributionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("a week", "planned")
    FROZEN = "frozen", pgettext_lazy("a week", "frozen")
    OPEN = "open", pgettext_lazy("a week", "open")
    CLOSED = "closed", pgettext_lazy("a week", "closed")
    CANCELLED = "cancelled", pgettext_lazy("a week", "cancelled")


class DistributionQuerySet(models.QuerySet["Distribution"]):
    def at_the_desk(self) -> "Distribution | None":
        """The one that is open; else today's frozen one, waiting to be opened; bags at once only when there is no other."""
        today = clock.today()
        near = self.filter(
            Q(state=DistributionState.OPEN) | Q(state=DistributionState.FROZEN, date=today), date__lte=today
        )
        # "open" sorts after "frozen"
        return near.select_related("place").order_by("at_once", "-state", "-date", "id").first()

    def at_once_today(self) -> "DistributionQuerySet":
        """Where bags are given at once today, beside the day at the desk."""
        return self.filter(at_once=True, state=DistributionState.OPEN, date=clock.today()).order_by("id")

    def to_pack(self) -> "Distribution | None":
        """The frozen or open one that comes first."""
        ready = self.filter(state__in=[DistributionState.FROZEN, DistributionState.OPEN], date__gte=clock.today())
        ready = ready.filter(at_once=False)
        return ready.select_related("place").order_by("date", "id").first()


class Distribution(models.Model):
    """One day of handing out. Its content may change until it is frozen; codes are given from then on."""

    TRANSITIONS = {
        DistributionState.PLANNED: {DistributionState.FROZEN, DistributionState.CANCELLED},
        DistributionState.FROZEN: {DistributionState.PLANNED, DistributionState.OPEN, DistributionState.CANCELLED},
        DistributionState.OPEN: {DistributionState.CLOSED},
        DistributionState.CLOSED: set(),
        DistributionState.CANCELLED: set(),
    }

    pattern = models.ForeignKey(
        DistributionPattern, null=True, blank=True, on_delete=models.PROTECT, related_name="distributions"
    )
    pattern_day = models.DateField(null=True, blank=True)  # the day the pattern meant; an amended week keeps it
    date = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.ForeignKey("school.Place", on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField()
    at_once = models.BooleanField(default=False)  # one bag or a few, given today outside any week
    state = models.CharField(max_length=12, choices=DistributionState.choices, default=DistributionState.PLANNED)
    seed = models.PositiveIntegerField(
        null=True, blank=True
    )  # breaks the planner's ties; logged so that it can be redone
    supply = models.JSONField(default=dict, blank=True)  # group: grams in stock and asked for, when planned
    proposals = models.JSONField(default=list, blank=True)  # what a soft rule held back, when planned
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.IntegerField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.IntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.IntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.IntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.IntegerField(null=True, blank=True)
    amended_at = models.DateTimeField(null=True, blank=True)
    amended_by = models.IntegerField(null=True, blank=True)

    objects = DistributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "pattern_day"], name="distribution_once_per_pattern_day"),
            models.CheckConstraint(name="distribution_hours_in_order", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="distribution_known_state", condition=Q(state__in=DistributionState.values)),
            models.CheckConstraint(
                name="distribution_planned_has_seed", condition=Q(planned_at__isnull=True) | Q(seed__isnull=False)
            ),
            *paired("distribution", "planned", "frozen", "opened", "closed", "cancelled", "amended"),
            *dated("distribution", frozen="frozen_at", open="opened_at", closed="closed_at", cancelled="cancelled_at"),
        ]
        indexes = [models.Index(fields=["date", "id"], name="distribution_by_date")]

    def __str__(self) -> str:
        return f"distribution {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == DistributionState.OPEN


class BasketState(models.TextChoices):
    PLANNED = "planned", _("planned")
    PACKED = "packed", _("packed")
    COLLECTED = "collected", _("collected")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


class Basket(models.Model):
    """One bag of one distribution: a number drawn for that day, the functional needs copied from the entitlement.

    At closing the needs go (0 persons), later the random number too (`pantry/retention.py`); the content stays.
    """

    TRANSITIONS = {
        BasketState.PLANNED: {
            BasketState.PACKED,
            BasketState.COLLECTED,  # packed in front of the person
            BasketState.MISSED,
            BasketState.CANCELLED,
        },
        BasketState.PACKED: {
            BasketState.PLANNED,
            BasketState.COLLECTED,
            BasketState.MISSED,
            BasketState.CANCELLED,
        },
        BasketState.COLLECTED: {BasketState.PACKED},  # the hand-over was undone
        BasketState.MISSED: set(),
        BasketState.CANCELLED: set(),
    }
    WAITING = (BasketState.PLANNED, BasketState.PACKED)

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="baskets")
    number = models.PositiveSmallIntegerField()
    beneficiary = models.UUIDField(null=True, blank=True)
    persons = models.PositiveSmallIntegerField()
    children_under_3 = models.PositiveSmallIntegerField(default=0)
    allergens = ArrayField(models.CharField(max_length=24), default=list)
    diets = ArrayField(models.CharField(max_length=24, choices=Diet.choices), default=list)
    cooking = models.CharField(max_length=8, choices=CookingMeans.choices, default=CookingMeans.FULL)
    dislikes = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=12, choices=BasketState.choices, default=BasketState.PLANNED)
    set_aside = models.BooleanField(
        default=False
    )  # drawn at random for the coordinator, so that a remainder says nothing
    second_look = models.BooleanField(default=False)  # somebody else looks into the bag: allergens, or drawn at random
    weighed_g = models.PositiveIntegerField(null=True, blank=True)  # on the scale, bag and packets included
    arrives_at = models.TimeField(null=True, blank=True)  # ten minutes in which it is collected best
    dealt_to = models.IntegerField(null=True, blank=True)  # who is packing it, for a while
    dealt_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.IntegerField()
    packed_at = models.DateTimeField(null=True, blank=True)
    packed_by = models.IntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.IntegerField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    collected_by = models.IntegerField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    missed_by = models.IntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["distribution", "number"], name="basket_number_once"),
            models.UniqueConstraint(fields=["distribution", "beneficiary"], name="basket_once_per_distribution"),
            models.CheckConstraint(name="basket_number_counts_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(name="basket_known_state", condition=Q(state__in=BasketState.values)),
            models.CheckConstraint(
                name="basket_emptied_whole",
                condition=Q(persons__gte=1)
                | Q(children_under_3=0, allergens=[], diets=[], dislikes=[], cooking=CookingMeans.FULL),
            ),
            models.CheckConstraint(
                name="basket_waiting_is_somebodys",
                condition=Q(beneficiary__isnull=False) | ~Q(state__in=["planned", "packed"]),
            ),
            models.CheckConstraint(name="basket_checked_by_another", condition=~Q(checked_by=F("packed_by"))),
            *paired("basket", "packed", "checked", "collected", "missed", "cancelled"),
            *paired("basket", "dealt", who="to"),
            *dated(
                "basket", packed="packed_at", collected="collected_at", missed="missed_at", cancelled="cancelled_at"
            ),
        ]
        indexes = [models.Index(fields=["beneficiary"], name="basket_of_beneficiary")]

    def __str__(self) -> str:
        return f"basket {self.pk}"


class PastPickup(models.Model):
    """That a random number collected, or missed, a bag on a day long past: what stays when the bag belongs to no number."""

    beneficiary = models.UUIDField()
    day = models.DateField()
    state = models.CharField(max_length=12, choices=BasketState.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(name="past_pickup_is_settled", condition=Q(state__in=["collected", "missed"])),
        ]
        indexes = [
            models.Index(fields=["beneficiary", "day"], name="past_pickup_of_beneficiary"),
            models.Index(fields=["day"], name="past_pickup_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.day}"


class DistributionSkip(models.Model):
    """ "Not this week", said for one distribution. No reason asked."""

    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="skips")
    beneficiary = models.UUIDField()
    skipped_at = models.DateTimeField()
    skipped_by = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["distribution", "beneficiary"], name="skip_once")]

    def __str__(self) -> str:
        return f"skip {self.pk}"


class BasketShare(models.Model):
    """One food group of one basket: what it should hold, what it holds, and why less. Grams."""

    class Because(models.TextChoices):
        SERVED = "", _("served")
        NOTHING_LEFT = "nothing_left", _("nothing left")
        NEEDS = "needs", _("nothing left for these needs")
        SOFT = "soft", _("held back, see the proposals")

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="shares")
    group = models.CharField(max_length=16, choices=FoodGroup.choices)
    target_g = models.PositiveIntegerField()
    given_g = models.PositiveIntegerField(default=0)
    missing_g = models.PositiveIntegerField(default=0)  # 0 when well enough served
    served = models.PositiveIntegerField(null=True, blank=True)  # percent, kept for fairness once the target is gone
    because = models.CharField(max_length=12, choices=Because.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "group"], name="share_once_per_group"),
            models.CheckConstraint(
                name="share_missing_is_explained",
                condition=Q(missing_g=0, because="") | (Q(missing_g__gt=0) & ~Q(because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"


class BasketLine(models.Model):
    """Some of a lot in a basket. Reserved until the basket leaves (handed) or does not (back to its lot, or lost)."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("reserved")
        HANDED = "handed", _("handed over")
        RETURNED = "returned", _("back in stock")
        LOST = "lost", _("lost")

    TRANSITIONS = {
        State.RESERVED: {State.HANDED, State.RETURNED, State.LOST},
        State.HANDED: {State.RESERVED},  # the hand-over was undone
        State.RETURNED: set(),
        State.LOST: set(),
    }

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=FoodGroup.choices)
    quantity = models.PositiveIntegerField()  # in the lot's unit
    grams = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RESERVED)
    by_hand = models.BooleanField(default=False)  # a coordinator's choice, kept by the next plan
    instead_of = models.CharField(max_length=200, blank=True, default="")  # the product that would have gone first
    because = models.CharField(max_length=40, blank=True, default="")  # the hard rule that kept it out, or "by_hand"
    was = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # before a swap
    ticked_at = models.DateTimeField(null=True, blank=True)  # put in the bag
    ticked_by = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "lot"], name="line_once_per_lot"),
            models.CheckConstraint(name="line_of_something", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="line_known_state", condition=Q(state__in=["reserved", "handed", "returned", "lost"])
            ),
            *paired("line", "ticked"),
        ]
        indexes = [models.Index(fields=["lot"], name="line_of_lot")]

    def __str__(self) -> str:
        return f"line {self.pk}"


class BasketDecline(models.Model):
    """A product left out of a bag, and the grams it would have been: the next plan neither brings it back nor fills the gap."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="declines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=16, choices=FoodGroup.choices)
    grams = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["basket", "product"], name="decline_once_per_product")]

    def __str__(self) -> str:
        return f"decline {self.pk}"
