"""Staff and volunteers: accounts, their roles as dated grants, their duties, invitations, and changes that wait for a second
person. A learner who is helped is never here: she has no account at all."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coop.accounts.roles import EXCLUDING, Role
from coop.vault.fields import SealedTextField
from coop.web import clock


class UserManager(BaseUserManager["User"]):
    """Makes accounts; everything else about people is a verb."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def with_roles(self) -> "models.QuerySet[User]":
        """Accounts with the roles and duties they hold now, in the same statement."""
        grants = RoleGrant.objects.current().order_by().filter(user=OuterRef("pk")).values("role")
        duties = Duty.objects.at(clock.now()).filter(user=OuterRef("pk")).values("task")
        return self.annotate(roles_read=ArraySubquery(grants), duties_read=ArraySubquery(duties))


class User(AbstractBaseUser):
    """One member of staff or one volunteer. The row stays for ever: erasing empties it and keeps the number."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    full_name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="fr")
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    session_stamp = models.PositiveIntegerField(default=0, editable=False)
    second_factor_since = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    role_names: list[str]  # what the list of accounts adds to the rows it shows

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(email__isnull=True, full_name="", is_active=False, second_factor_since__isnull=True),
                name="user_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or _("Account %(number)s") % {"number": self.pk}

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today, kept for the length of the request."""
        return self._roles_and_duties[0]

    @cached_property
    def duties_now(self) -> frozenset[str]:
        """The tasks one is on duty for at this moment, kept for the length of the request."""
        return self._roles_and_duties[1]

    @cached_property
    def _roles_and_duties(self) -> tuple[frozenset[str], frozenset[str]]:
        """Read along with the account of a request; otherwise one query for both."""
        if "roles_read" in (read := self.__dict__):
            return frozenset(read["roles_read"]), frozenset(read["duties_read"])
        roles = self.grants.current().order_by().values_list(Value("role"), "role")
        duties = self.duties.at(clock.now()).values_list(Value("duty"), "task")
        rows = set(roles.union(duties, all=True))
        return frozenset(name for kind, name in rows if kind == "role"), frozenset(
            name for kind, name in rows if kind == "duty"
        )

    def holds(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Sessions end when the password changes, and when the stamp does (a role was revoked, a second factor reset)."""
        return f"{super()._get_session_auth_hash(secret=secret)}:{self.session_stamp}"  # type: ignore[misc]  # missing in the stubs

    # What Django's admin site asks for. Its own access rule stands in coop/accounts/admin.py.
    @property
    def is_staff(self) -> bool:
        return self.holds(Role.ADMINISTRATOR)

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff and perm.split(".", maxsplit=1)[0] == "school"

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff and app_label == "school"


class RoleGrants(models.QuerySet["RoleGrant"]):
    def current(self) -> "RoleGrants":
        return self.on(clock.today())

    def on(self, day: object) -> "RoleGrants":
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), revoked_at__isnull=True, starts__lte=day)

    def live(self) -> "RoleGrants":
        """Running now or later: what has to end when a person leaves."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=clock.today()), revoked_at__isnull=True)


class RoleGrant(models.Model):
    """A role held from a first to a last day, both counted, by the decision of a grantor (0: the installation)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"), null=True, blank=True)
    granted_by = models.BigIntegerField()
    granted_at = models.DateTimeField(default=clock.now)
    approved_by = models.BigIntegerField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.BigIntegerField(null=True, blank=True)

    objects = RoleGrants.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        indexes = [models.Index(fields=["role", "user"], name="role_grant_by_role")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_grant_role_known"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="role_grant_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="grant_revoked_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.VOLUNTEER) | Q(ends__isnull=False), name="grant_student_role_ends"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.SOCIAL_WORKER)
                | Q(granted_by=0)
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("granted_by")) & ~Q(approved_by=F("user")),
                name="grant_social_worker_by_two",
            ),
            ExclusionConstraint(
                name="grant_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Func("starts", "ends", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
            ExclusionConstraint(
                name="grant_administrator_excludes_social_worker",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.NOT_EQUAL),
                    (Func("starts", "ends", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True, role__in=EXCLUDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} {self.starts}–{self.ends or ''}"

    @property
    def is_current(self) -> bool:
        day = clock.today()
        return self.revoked_at is None and self.starts <= day and (self.ends is None or self.ends >= day)

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and (self.ends is None or self.ends >= clock.today())


class Duties(models.QuerySet["Duty"]):
    def at(self, moment: object) -> "Duties":
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(models.Model):
    """Someone may do one task from one moment to another: what volunteers tell downwards, and all that pantry asks."""

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
    opened_at = models.DateTimeField(default=clock.now)

    objects = Duties.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        indexes = [models.Index(fields=["user", "task", "ends_at"], name="duty_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="duty_ends_after_start"),
            models.CheckConstraint(
                condition=Q(task__in=["receive", "pack", "desk", "cold_room", "six_point_check"]),
                name="duty_task_known",
            ),
            ExclusionConstraint(
                name="duty_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("task", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_at",
                            "ends_at",
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.task}"


class ProtectedChange(models.Model):
    """A change that one person may not make alone: it is asked, then another social worker approves or refuses it."""

    asker: User | None  # these two: what the page of changes adds to the rows it shows
    is_mine: bool

    class Kind(models.TextChoices):
        GRANT = "grant", _("Becomes a social worker")
        EMAIL = "email", _("New e-mail address")
        PASSWORD = "password", _("New password")
        SECOND_FACTOR = "second_factor", _("New second factor")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Expired")

    TRANSITIONS = {
        State.ASKED: {State.APPROVED, State.REFUSED, State.EXPIRED},
        State.APPROVED: set(),
        State.REFUSED: set(),
        State.EXPIRED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    subject = models.ForeignKey(User, on_delete=models.PROTECT, related_name="protected_changes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    payload = SealedTextField(null=True)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    by_sealed_code = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(state="expired", decided_at__isnull=False, decided_by__isnull=True),
                name="protected_state_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(by_sealed_code=True, decided_by=F("subject"))
                | Q(by_sealed_code=False) & ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("subject")),
                name="protected_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["subject", "kind"], condition=Q(state="asked"), name="protected_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class SealedCode(models.Model):
    """One recovery code of a lone social worker, printed once and kept on paper; here only its keyed digest."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sealed_codes")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Invitation(models.Model):
    """A link sent to someone who has no account yet, with one role to come. Only the link's keyed digest is kept."""

    email = models.EmailField()
    full_name = models.CharField(max_length=150)
    language = models.CharField(max_length=10, default="fr")
    role = models.CharField(max_length=30, choices=Role.choices)
    until = models.DateField(null=True, blank=True)
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = models.BigIntegerField()
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_user__isnull=True)
                | Q(accepted_at__isnull=False, accepted_user__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_by_someone",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > clock.now()
