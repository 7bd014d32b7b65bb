"""What is planned and who said yes: patterns, dated shifts, sign-ups."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.accounts.models import Duty
from coop.web import clock


class ShiftKind(models.TextChoices):
    DISTRIBUTION = "distribution", _("Distribution")
    STORAGE = "storage", _("Storage room")
    DRIVE = "drive", _("Collection drive")
    TRANSPORT = "transport", _("Transport")
    TRAINING = "training", _("Training")


class ShiftState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a shift", "Open")
    CANCELLED = "cancelled", _("Cancelled")


SHIFT_MOVES: dict[str, frozenset[str]] = {
    ShiftState.OPEN: frozenset({ShiftState.CANCELLED}),
    ShiftState.CANCELLED: frozenset(),
}


class SignUpState(models.TextChoices):
    SIGNED_UP = "signed_up", _("Signed up")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Shift cancelled")


SIGN_UP_MOVES: dict[str, frozenset[str]] = {
    SignUpState.SIGNED_UP: frozenset({SignUpState.WITHDRAWN, SignUpState.CANCELLED}),
    SignUpState.WAITING: frozenset({SignUpState.SIGNED_UP, SignUpState.WITHDRAWN, SignUpState.CANCELLED}),
    SignUpState.WITHDRAWN: frozenset(),
    SignUpState.CANCELLED: frozenset(),
}
HELD_BACK_UNTIL = timedelta(hours=24)
HOLDING = (SignUpState.SIGNED_UP, SignUpState.WAITING)


def _span() -> Func:
    return Func("starts_at", "ends_at", RangeBoundary(), function="TSTZRANGE", output_field=DateTimeRangeField())


class ShiftPattern(models.Model):
    """A shift that comes back every week. Dated shifts are made from it ahead of time and then live on their own."""

    kind = models.CharField(max_length=16, choices=ShiftKind.choices)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    starts = models.TimeField()
    ends = models.TimeField()
    minimum = models.PositiveSmallIntegerField(default=1)
    maximum = models.PositiveSmallIntegerField(default=4, validators=[MinValueValidator(1)])
    needs_experienced = models.BooleanField(default=True)
    needs = models.CharField(max_length=20, choices=Duty.Task.choices, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(name="pattern_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="pattern_ends_after_start", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="pattern_places", condition=Q(maximum__gte=1) & Q(minimum__lte=F("maximum"))),
            models.CheckConstraint(
                name="pattern_days_in_order", condition=Q(last_day=None) | Q(last_day__gte=F("first_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"pattern {self.pk}"

    @property
    def weekday_name(self) -> str:
        return str(WEEKDAYS[self.weekday])

    def falls_on(self, day: date) -> bool:
        if day.weekday() != self.weekday or day < self.first_day:
            return False
        return self.last_day is None or day <= self.last_day


class ShiftQuerySet(models.QuerySet["Shift"]):
    def open(self) -> ShiftQuerySet:
        return self.filter(state=ShiftState.OPEN)

    def between(self, start: datetime, end: datetime) -> ShiftQuerySet:
        return self.filter(starts_at__gte=start, starts_at__lt=end)


class Shift(models.Model):
    """One shift on one day. `taken` is counted in the row itself, so that the last place is given once."""

    TRANSITIONS = SHIFT_MOVES

    pattern = models.ForeignKey(ShiftPattern, null=True, on_delete=models.PROTECT, related_name="shifts")
    made_for = models.DateField(null=True)
    kind = models.CharField(max_length=16, choices=ShiftKind.choices)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minimum = models.PositiveSmallIntegerField(default=1)
    maximum = models.PositiveSmallIntegerField(default=4)
    needs_experienced = models.BooleanField(default=True)
    needs = models.CharField(max_length=20, choices=Duty.Task.choices, blank=True)
    distribution_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ShiftState.choices, default=ShiftState.OPEN)
    taken = models.PositiveSmallIntegerField(default=0)
    taken_experienced = models.PositiveSmallIntegerField(default=0)
    amended_at = models.DateTimeField(null=True)
    amended_by = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.BigIntegerField(null=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"], name="shift_starts")]
        constraints = [
            models.UniqueConstraint(name="shift_once_per_pattern_and_day", fields=["pattern", "made_for"]),
            models.CheckConstraint(name="shift_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="shift_places", condition=Q(maximum__gte=1) & Q(minimum__lte=F("maximum"))),
            models.CheckConstraint(
                name="shift_never_overfull",
                condition=Q(taken__lte=F("maximum")) & Q(taken_experienced__lte=F("taken")),
            ),
            models.CheckConstraint(
                name="shift_pattern_and_day_together",
                condition=Q(pattern=None, made_for=None) | Q(pattern__isnull=False, made_for__isnull=False),
            ),
            models.CheckConstraint(
                name="shift_amended_when_and_by",
                condition=Q(amended_at=None, amended_by=None) | Q(amended_at__isnull=False, amended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="shift_cancelled_when_and_by",
                condition=Q(state=ShiftState.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                | Q(state=ShiftState.OPEN, cancelled_at=None, cancelled_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"shift {self.pk}"

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def left(self) -> int:
        return self.maximum - self.taken

    @property
    def is_short(self) -> bool:
        return self.taken < self.minimum

    @property
    def lacks_experience(self) -> bool:
        return self.needs_experienced and not self.taken_experienced

    @property
    def held_back(self) -> int:
        """A quarter of the places, kept for those with few shifts until the day before."""
        return self.maximum // 4 if self.starts_at - clock.now() > HELD_BACK_UNTIL else 0

    def has_room_for(self, *, experienced: bool, often: bool) -> bool:
        """The last place is kept for somebody experienced as long as nobody experienced has signed up; else, until the day
        before, a quarter of the places is kept for those with few shifts."""
        if self.lacks_experience and experienced:
            return self.left > 0
        kept = self.held_back if often else 0
        return self.left > max(kept, 1 if self.lacks_experience else 0)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def holding(self) -> SignUpQuerySet:
        return self.filter(state__in=HOLDING)

    def signed_up(self) -> SignUpQuerySet:
        return self.filter(state=SignUpState.SIGNED_UP)

    def waiting(self) -> SignUpQuerySet:
        return self.filter(state=SignUpState.WAITING).order_by("joined_at", "pk")


class SignUp(models.Model):
    """A person's yes to a shift. Not attendance: whether they came is what the marks say."""

    TRANSITIONS = SIGN_UP_MOVES

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=SignUpState.choices)
    experienced = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    promoted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    duty_ids = ArrayField(models.BigIntegerField(), default=list)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        indexes = [models.Index(fields=["person", "starts_at"], name="sign_up_person_starts")]
        constraints = [
            models.UniqueConstraint(
                name="sign_up_once_per_shift", fields=["shift", "person"], condition=Q(state__in=HOLDING)
            ),
            ExclusionConstraint(
                name="sign_up_no_overlap",
                expressions=[("person", RangeOperators.EQUAL), (_span(), RangeOperators.OVERLAPS)],
                condition=Q(state__in=HOLDING),
            ),
            models.CheckConstraint(
                name="sign_up_ended_when_and_by",
                condition=Q(state__in=HOLDING, ended_at=None, ended_by=None)
                | (~Q(state__in=HOLDING) & Q(ended_at__isnull=False, ended_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"


class WeeklyQuerySet(models.QuerySet["WeeklyYes"]):
    def lasting(self) -> WeeklyQuerySet:
        return self.filter(ended_at=None).order_by("since", "pk")


class WeeklyYes(models.Model):
    """A person's yes to a shift that comes back: each dated shift of the pattern gets a sign-up when it is made."""

    pattern = models.ForeignKey(ShiftPattern, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WeeklyQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="weekly_yes_once", fields=["pattern", "person"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="weekly_yes_ends_later", condition=Q(ended_at=None) | Q(ended_at__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"weekly yes {self.pk}"


class ShiftCalendar(models.Model):
    """The secret address under which somebody's own calendar program reads their shifts. Shown once; a digest is kept."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar {self.pk}"
