"""Proof that travels: the keys that sign, the badge of an accepted claim, the page behind a statement's code."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coop.vault.fields import SealedTextField
from volunteers.models.recognition import Claim, Statement

LIST_LENGTH = 131_072
"""Places on the status list: the least that the standard allows, so that a place says nothing about a person."""


class IssuerKey(models.Model):
    """An Ed25519 key of the school. One signs; the older ones stay published, so that what they signed can be verified."""

    kid = models.CharField(max_length=43, unique=True)
    public = models.CharField(max_length=43)
    private = SealedTextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="issuer_key_one_signs", fields=["retired_at"], condition=Q(retired_at=None), nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.kid}"


class Badge(models.Model):
    """The signed credential of one accepted claim. It is valid as long as the claim stands; its page is shown when shared."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="badge")
    code = models.CharField(max_length=43, unique=True)
    place = models.PositiveIntegerField(unique=True)
    token = models.TextField()
    issued_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="badge_place_on_the_list", condition=Q(place__lt=LIST_LENGTH)),
        ]

    def __str__(self) -> str:
        return f"badge {self.pk}"


class StatementPage(models.Model):
    """What whoever scans the code of a statement sees, as its holder chose when it was issued; closed at any time."""

    class Shows(models.TextChoices):
        NAME = "name", _("My name")
        ACTIVITIES = "activities", _("Hours by activity")
        OUTCOMES = "outcomes", _("What I learnt, as the supervisor saw it")

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="page")
    code = models.CharField(max_length=43, unique=True)
    shows = ArrayField(models.CharField(max_length=12, choices=Shows.choices), default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"statement page {self.pk}"
