"""The school as its people describe it: one settings row, its places, its terms, and when a social worker is there.

Nothing here is about a person who is helped. Social workers are named by number (`user`), because this app stands beside
`coop.accounts` and may not import it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def both() -> list[str]:
    """The languages that are complete."""
    return ["fr", "en"]


CNIL = "CNIL, 3 place de Fontenoy, 75007 Paris, www.cnil.fr"
"""The authority in France; a school elsewhere writes its own."""


class School(models.Model):
    """The one row of settings. Its number is always 1, so that two first runs cannot make two schools."""

    class Ground(models.TextChoices):
        """Of article 6(1) of the GDPR, on which a body like a school helps its learners. Never consent: it would not be free."""

        PUBLIC_TASK = "public_task", _("A task in the public interest, 6(1)(e)")
        LEGAL_DUTY = "legal_duty", _("A duty by law, 6(1)(c)")
        INTEREST = "interest", _("A legitimate interest, 6(1)(f)")

    THE_ONE = 1
    COUNTRY = "FR"

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField(_("name of the school"), max_length=120)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default=COUNTRY)
    subdivision = models.CharField(_("region"), max_length=10, blank=True)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"), default=both, blank=True)
    contact_email = models.EmailField(_("address of the pantry"), blank=True)
    controller = models.CharField(_("who answers for the data"), max_length=200, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=120, blank=True)
    data_protection_contact = models.CharField(_("data protection officer"), max_length=200, blank=True)
    legal_ground = models.CharField(_("legal ground"), max_length=12, choices=Ground.choices, blank=True)
    authority = models.CharField(_("supervisory authority"), max_length=200, blank=True, default=CNIL)
    host = models.CharField(_("who runs the server and where"), max_length=200, blank=True)
    mail_host = models.CharField(_("who carries the mails and where"), max_length=200, blank=True)
    emergency_contacts = models.TextField(
        _("where to turn in an emergency"), blank=True, help_text=_("One contact a line: who, number, hours.")
    )
    desk_by_volunteers = models.BooleanField(_("volunteers may stand at the desk"), default=False)
    k_inside = models.PositiveSmallIntegerField(
        _("smallest count shown inside"), default=5, validators=[MinValueValidator(3), MaxValueValidator(50)]
    )
    k_outside = models.PositiveSmallIntegerField(
        _("smallest count shown outside"), default=11, validators=[MinValueValidator(3), MaxValueValidator(50)]
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months a file is kept after the last contact"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    retention_warning_days = models.PositiveSmallIntegerField(_("days of warning before erasure"), default=30)
    emergency_basket_days = models.PositiveSmallIntegerField(_("days between two emergency baskets"), default=30)
    set_up_at = models.DateTimeField(_("set up at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("school")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="school_is_one_row"),
            models.CheckConstraint(
                condition=Q(k_inside__gte=3, k_outside__gte=F("k_inside")), name="school_thresholds"
            ),
            models.CheckConstraint(condition=Q(retention_months__range=(1, 60)), name="school_retention_bounds"),
            models.CheckConstraint(
                condition=Q(legal_ground__in=["", "public_task", "legal_duty", "interest"]),
                name="school_ground_is_known",
            ),
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="school_country_is_a_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where food is put: a room, a shelf, a fridge, a freezer. The position is the order of walking along the shelves."""

    class Kind(models.TextChoices):
        ROOM = "room", _("Room")
        SHELF = "shelf", _("Shelf")
        FRIDGE = "fridge", _("Fridge")
        FREEZER = "freezer", _("Freezer")

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SHELF)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    closed = models.BooleanField(_("no longer used"), default=False)
    self_service = models.BooleanField(_("self-service"), default=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["room", "shelf", "fridge", "freezer"]), name="place_kind_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Stretch(models.Model):
    """Days with a name, the first and the last one counted."""

    name = models.CharField(_("name"), max_length=60)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))

    class Meta:
        abstract = True
        ordering = ["starts"]

    def __str__(self) -> str:
        return self.name


def apart(*, one: str, all_of_them: str, message: _StrOrPromise) -> list[models.BaseConstraint]:
    """Each stretch ends after it starts, and no two of a kind share a day."""
    days = Func("starts", "ends", Value("[]"), function="daterange")
    return [
        models.CheckConstraint(condition=Q(ends__gte=F("starts")), name=f"{one}_ends_after_it_starts"),
        ExclusionConstraint(
            name=f"{all_of_them}_do_not_overlap",
            expressions=[(days, RangeOperators.OVERLAPS)],
            violation_error_message=message,
        ),
    ]


class Term(Stretch):
    """A stretch of teaching: a term or a semester. Two terms never overlap."""

    class Meta(Stretch.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = apart(
            one="term", all_of_them="terms", message=_("Another term already covers some of these days.")
        )


class ClosedDays(Stretch):
    """The school is closed: holidays, a bridge day. Two closures never overlap. Public holidays of the country are not
    here: `coop/school/closures.py` knows them."""

    class Meta(Stretch.Meta):
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = apart(
            one="closure", all_of_them="closures", message=_("Another closure already covers some of these days.")
        )


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Seconds(Func):
    """Seconds since midnight of a time column: an immutable expression that a range can be made of."""

    template = "EXTRACT(epoch FROM %(expressions)s)::integer"
    output_field = models.IntegerField()


def hours(start: str, end: str) -> Func:
    return Func(Seconds(F(start)), Seconds(F(end)), function="int4range")


class PresencePattern(models.Model):
    """Each week on this day, from–to, a social worker receives people, in slots of so many minutes."""

    user = models.PositiveIntegerField(_("social worker"))
    weekday = models.PositiveSmallIntegerField(_("Day"), choices=Weekday.choices)
    from_time = models.TimeField(_("from"))
    to_time = models.TimeField(_("to"))
    slot_minutes = models.PositiveSmallIntegerField(
        _("minutes for each person"), default=45, validators=[MinValueValidator(10), MaxValueValidator(180)]
    )

    class Meta:
        ordering = ["weekday", "from_time", "id"]
        verbose_name = _("presence day")
        verbose_name_plural = _("presence days")
        constraints = [
            models.CheckConstraint(condition=Q(to_time__gt=F("from_time")), name="presence_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="presence_weekday_is_known"),
            models.CheckConstraint(condition=Q(slot_minutes__range=(10, 180)), name="presence_slot_bounds"),
            ExclusionConstraint(
                name="presence_does_not_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (hours("from_time", "to_time"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This overlaps with another time on the same day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.from_time:%H:%M}–{self.to_time:%H:%M}"


class PresenceException(models.Model):
    """One dated change of the pattern: away (the whole day), or there for once (from–to)."""

    class Kind(models.TextChoices):
        AWAY = "away", _("Away")
        THERE = "there", _("There for once")

    user = models.PositiveIntegerField(_("social worker"))
    day = models.DateField(_("Day"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.AWAY)
    from_time = models.TimeField(_("from"), null=True, blank=True)
    to_time = models.TimeField(_("to"), null=True, blank=True)
    slot_minutes = models.PositiveSmallIntegerField(_("minutes for each person"), default=45)

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("presence exception")
        verbose_name_plural = _("presence exceptions")
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_presence_exception_a_day"),
            models.CheckConstraint(
                condition=Q(kind="away", from_time__isnull=True, to_time__isnull=True)
                | Q(kind="there", from_time__isnull=False, to_time__gt=F("from_time")),
                name="presence_exception_hours",
            ),
            models.CheckConstraint(condition=Q(slot_minutes__range=(10, 180)), name="presence_exception_slot_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.get_kind_display()}"


class Partner(models.Model):
    """Somebody outside who helps: what for, where, when, in which languages. Shown to everybody, and a social worker's
    to keep; it says nothing about who was sent there."""

    class Help(models.TextChoices):
        FOOD = "food", _("Food")
        HOUSING = "housing", _("Housing")
        MONEY = "money", _("Money and debts")
        HEALTH = "health", _("Health")
        RIGHTS = "rights", _("Papers and rights")
        FAMILY = "family", _("Family and violence")
        STUDY = "study", _("Study and work")
        OTHER = "other", pgettext_lazy("a kind of help", "Something else")

    name = models.CharField(_("Name"), max_length=120, unique=True)
    helps = ArrayField(models.CharField(max_length=10, choices=Help.choices), verbose_name=_("Helps with"))
    what = models.CharField(_("What one gets there"), max_length=300)
    where = models.CharField(_("Where"), max_length=200, blank=True)
    hours = models.CharField(_("When"), max_length=200, blank=True)
    languages = models.CharField(_("Languages spoken"), max_length=120, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    site = models.URLField(_("Web site"), blank=True)
    checked_on = models.DateField(_("Checked on"))
    checked_by = models.PositiveIntegerField(_("checked by"))
    closed = models.BooleanField(_("no longer shown"), default=False)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(helps__len__gte=1)
                & Q(helps__contained_by=["food", "housing", "money", "health", "rights", "family", "study", "other"]),
                name="partner_helps_with_something_known",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def help_labels(self) -> list[str]:
        return [str(self.Help(code).label) for code in self.helps]
