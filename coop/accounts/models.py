"""Staff and volunteers. A person who asks for help never has a row here."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coop.accounts.roles import Role
from coop.web import clock


class UserManager(BaseUserManager["User"]):
    """Makes accounts; everything else about people is a verb."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields: Any) -> User:
        """A new account; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account of a member of staff or a volunteer. Erased people keep their number and lose everything else."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, default="fr")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today; one query, kept for the life of this object (one request)."""
        return frozenset(self.grants.current().values_list("role", flat=True))

    def holds(self, *roles: str) -> bool:
        """Whether at least one of the roles is held today."""
        return not self.roles.isdisjoint(roles)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Sets of grants."""

    def current(self) -> RoleGrantQuerySet:
        """Those in force today."""
        day = clock.today()
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class RoleGrant(models.Model):
    """A role, given from a day to a day by somebody."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    granted_by = models.BigIntegerField()
    granted_at = models.DateTimeField(default=clock.now)
    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="role_grant_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_grant_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.starts}"


class Duty(models.Model):
    """Somebody may do a task from a moment to a moment: written by a check-in or a qualification, read by the pantry."""

    class Task(models.TextChoices):
        RECEIVE = "receive", _("Receiving")
        PACK = "pack", _("Packing")
        DESK = "desk", _("Desk")
        COLD_ROOM = "cold_room", _("Cold room")
        SIX_POINT_CHECK = "six_point_check", _("Six-point check")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    task = models.CharField(max_length=20, choices=Task.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=models.F("starts_at")), name="duty_ends_after_start"),
            models.CheckConstraint(
                condition=Q(task__in=["receive", "pack", "desk", "cold_room", "six_point_check"]),
                name="duty_task_known",
            ),
        ]
        indexes = [models.Index(fields=["user", "task", "ends_at"], name="duty_of_user")]

    def __str__(self) -> str:
        return f"{self.task} {self.starts_at}"
