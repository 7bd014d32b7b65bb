"""Who gives, and what was agreed with them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DonorQuerySet(models.QuerySet["Donor"]):
    def known(self) -> "DonorQuerySet":
        """Those who still stand for themselves: not anonymous, not merged into another."""
        return self.exclude(kind=Donor.Kind.ANONYMOUS).filter(merged_into=None)


class Donor(models.Model):
    """Somebody who gives. The name of a person is personal data and optional; so is every way to reach them.

    `hears_since`: since when they agreed to be told what is short, `no_mail_since`: since when they asked for no such mail.
    Of two rows for the same donor one is merged into the other: it stays, because lots and the journal point to it.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Shop or company")
        ASSOCIATION = "association", _("Association")
        CANTEEN = "canteen", _("Canteen")
        ANONYMOUS = "anonymous", _("Anonymous")

    REACHED_BY = ("contact", "email", "phone", "address", "notes")

    kind = models.CharField(max_length=11, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    registration = models.CharField(max_length=20, blank=True)
    notes = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=10, default="fr")
    hears_since = models.DateTimeField(null=True, blank=True)
    hears_noted_by = models.BigIntegerField(null=True, blank=True)
    no_mail_since = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = DonorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "company", "association", "canteen", "anonymous"]),
                name="donor_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="anonymous", name="") | Q(kind="person") | (~Q(kind="anonymous") & ~Q(name="")),
                name="donor_anonymous_has_no_name",
            ),
            models.CheckConstraint(
                condition=~Q(kind="anonymous") | Q(contact="", email="", phone="", address="", registration=""),
                name="donor_anonymous_is_not_reached",
            ),
            models.CheckConstraint(
                condition=Q(hears_since=None, hears_noted_by=None)
                | (Q(hears_since__isnull=False, hears_noted_by__isnull=False, no_mail_since=None) & ~Q(email="")),
                name="donor_hears_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None, merged_by=None)
                | (
                    Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__isnull=False, hears_since=None)
                    & ~Q(merged_into=F("id"))
                ),
                name="donor_merged_paired",
            ),
            models.UniqueConstraint(fields=["kind", "name"], condition=~Q(name=""), name="donor_once"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())


class DonorAgreement(models.Model):
    """What a donor and the pantry agreed on: which goods, which days, who keeps them cold. Open when it has no last day."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="agreements")
    reference = models.CharField(max_length=60, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    products = models.CharField(max_length=300)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    cold_chain = models.BooleanField(default=False)
    notes = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField()

    class Meta:
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="donoragreement_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]), name="donoragreement_days_of_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    @property
    def days(self) -> list[str]:
        from pantry.models.distributions import Weekday  # which stands above: weeks know lots, lots know donors

        return [str(Weekday(number).label) for number in sorted(self.weekdays)]
