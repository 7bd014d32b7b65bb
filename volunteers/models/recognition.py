"""What is recognised: programmes, versioned schemes, claims that a person decides, numbered statements."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from volunteers.models.learning import Appraisal


class Programme(models.Model):
    """A course of study. Its leads decide the claims of its students."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    leads = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A volunteer's programme in one school year (the year in which it begins)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    school_year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enrolment_one_programme_a_year", fields=["person", "school_year"]),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class SchemeKind(models.TextChoices):
    ECTS = "ects", _("ECTS credits")
    BONUS = "bonus", _("Extra points out of 20")
    POINTS = "points", _("Points")
    CERTIFICATE = "certificate", _("Certificate")


class Need(models.TextChoices):
    """What a claim needs beside hours, when the scheme says so."""

    TRAINING = "training", _("A training that was valid in the year")
    REFLECTION = "reflection", _("A note about what was learnt")
    APPRAISAL = "appraisal", _("The supervisor’s appraisal")
    JURY = "jury", _("A jury that decides")


class RecognitionScheme(models.Model):
    """The rule from hours to recognition, for one programme and school year.

    Never edited: a change is a new version, and a claim keeps the version it was made under. Time in minutes,
    units in hundredths, all integers: value = floor(minutes / minutes_per_step) * step, at most cap, nothing
    below min_minutes.
    """

    append_only = True

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="schemes")
    school_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=SchemeKind.choices)
    version = models.PositiveSmallIntegerField(default=1)
    minutes_per_step = models.PositiveIntegerField()
    step_hundredths = models.PositiveIntegerField()
    min_minutes = models.PositiveIntegerField()
    cap_hundredths = models.PositiveIntegerField()
    exclusive = models.BooleanField(default=True)
    needs = ArrayField(models.CharField(max_length=12, choices=Need.choices), default=list)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField()

    class Meta:
        ordering = ["programme", "-school_year", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(name="scheme_version_once", fields=["programme", "school_year", "kind", "version"]),
            models.CheckConstraint(
                name="scheme_numbers_make_sense",
                condition=Q(minutes_per_step__gte=1, step_hundredths__gte=1, version__gte=1)
                & Q(cap_hundredths__gte=F("step_hundredths")),
            ),
        ]

    def __str__(self) -> str:
        return f"scheme {self.pk}"


class ClaimState(models.TextChoices):
    SUBMITTED = "submitted", _("Waiting for a decision")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVERSED = "reversed", _("Reversed")


CLAIM_MOVES: dict[str, frozenset[str]] = {
    ClaimState.SUBMITTED: frozenset({ClaimState.ACCEPTED, ClaimState.REFUSED, ClaimState.WITHDRAWN}),
    ClaimState.ACCEPTED: frozenset({ClaimState.REVERSED}),
    ClaimState.REFUSED: frozenset({ClaimState.REVERSED}),
    ClaimState.WITHDRAWN: frozenset(),
    ClaimState.REVERSED: frozenset(),
}
STANDING = (ClaimState.SUBMITTED, ClaimState.ACCEPTED)


class Claim(models.Model):
    """A volunteer asks that their hours be recognised. The arithmetic proposes; the programme lead decides."""

    TRANSITIONS = CLAIM_MOVES

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(RecognitionScheme, on_delete=models.PROTECT, related_name="claims")
    school_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=SchemeKind.choices)
    exclusive = models.BooleanField()
    minutes = models.PositiveIntegerField()
    proposed_hundredths = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=ClaimState.choices, default=ClaimState.SUBMITTED)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.BigIntegerField(null=True)
    reversal_reason = models.CharField(max_length=300, blank=True)
    appraisal = models.ForeignKey(Appraisal, null=True, on_delete=models.PROTECT, related_name="+")
    jury_on = models.DateField(null=True)

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="claim_once_per_kind_and_year",
                fields=["person", "school_year", "kind"],
                condition=Q(state__in=STANDING),
            ),
            models.UniqueConstraint(
                name="claim_one_engagement_one_recognition",
                fields=["person", "school_year"],
                condition=Q(state__in=STANDING, exclusive=True),
            ),
            models.CheckConstraint(name="claim_proposes_something", condition=Q(proposed_hundredths__gte=1)),
            models.CheckConstraint(
                name="claim_decided_when_and_by",
                condition=Q(state=ClaimState.SUBMITTED, decided_at=None, decided_by=None)
                | (~Q(state=ClaimState.SUBMITTED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="claim_nobody_decides_their_own",
                condition=Q(state__in=[ClaimState.SUBMITTED, ClaimState.WITHDRAWN]) | ~Q(decided_by=F("person_id")),
            ),
            models.CheckConstraint(
                name="claim_jury_only_when_decided",
                condition=Q(jury_on=None) | ~Q(state__in=[ClaimState.SUBMITTED, ClaimState.WITHDRAWN]),
            ),
            models.CheckConstraint(
                name="claim_refusal_has_reason", condition=~Q(state=ClaimState.REFUSED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="claim_reversed_when_by_and_why",
                condition=(
                    Q(state=ClaimState.REVERSED, reversed_at__isnull=False, reversed_by__isnull=False)
                    & ~Q(reversal_reason="")
                )
                | (~Q(state=ClaimState.REVERSED) & Q(reversed_at=None, reversed_by=None, reversal_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class YearClosing(models.Model):
    """A programme's school year is closed: what was decided has gone to the registrar. Opened again only with a reason."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="closings")
    school_year = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.BigIntegerField()
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-closed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="year_closing_one_stands", fields=["programme", "school_year"], condition=Q(reopened_at=None)
            ),
            models.CheckConstraint(
                name="year_closing_reopened_when_by_and_why",
                condition=Q(reopened_at=None, reopened_by=None, reason="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"year closing {self.pk}"


class Statement(models.Model):
    """A numbered statement of hours that was issued. The number is printed on it and never used twice."""

    append_only = True

    school_year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="statement_number_once", fields=["school_year", "serial"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.school_year}-{self.serial:04d}"
