"""What was said, in the writer's words: drafts while it is typed, versions once it is signed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.models.appointments import Appointment


class Interview(models.Model):
    """An interview took place. Its text is in versions (signed) and drafts (not yet).

    Its box takes what a page types without network: the public half goes into the page, the other is sealed with the file's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="interviews")
    author_id = models.BigIntegerField()
    begun_at = models.DateTimeField()
    held_on = models.DateField()
    mode = models.CharField(max_length=8, choices=Appointment.Mode)
    minutes = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField(null=True, blank=True)
    box_public = models.BinaryField(null=True, blank=True)
    sealed_box = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="interview_box_has_both_halves",
                condition=Q(box_public=None, sealed_box=None) | Q(box_public__isnull=False, sealed_box__isnull=False),
            ),
            models.CheckConstraint(name="interview_mode", condition=Q(mode__in=["office", "call", "video"])),
            models.CheckConstraint(name="interview_minutes", condition=Q(minutes__lte=600)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class InterviewVersion(models.Model):
    """A signed text. An amendment is another version; the one before stays as it was. `supervisor_id`: who co-signs a trainee's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="versions")
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    sealed_content = models.BinaryField()
    written_by = models.BigIntegerField()
    signed_at = models.DateTimeField()
    supervisor_id = models.BigIntegerField(null=True, blank=True)
    author_only = models.BooleanField(_("only the author reads it"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="interview_version_number", fields=["interview", "number"]),
            models.CheckConstraint(name="interview_version_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="a_supervisor_reads_what_she_co_signs", condition=Q(supervisor_id=None) | Q(author_only=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} v{self.number}"

    @property
    def signers(self) -> list[int]:
        """Everybody whose name stands under it, or will."""
        beside = self.co_signature.signed_by if self.is_co_signed else self.supervisor_id
        return [number for number in (self.written_by, self.supervisor_id, beside) if number]

    @property
    def is_co_signed(self) -> bool:
        return hasattr(self, "co_signature")


class InterviewNeeds(models.Model):
    """One answer of a signed text, kept apart because it ends sooner: what was needed on that day."""

    version = models.OneToOneField(InterviewVersion, on_delete=models.CASCADE, related_name="needs", primary_key=True)
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="+")
    sealed_words = models.BinaryField()
    signed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.version_id)


class InterviewDraft(models.Model):
    """What one page has typed and not signed. Two pages hold two drafts; neither overwrites the other. `aside`: looked at, and
    not chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="drafts")
    case = models.ForeignKey("referrals.Case", on_delete=models.CASCADE, related_name="+")
    device = models.UUIDField()
    revision = models.PositiveIntegerField()
    turn = models.PositiveIntegerField(default=0)
    sealed_content = models.BinaryField()
    saved_at = models.DateTimeField()
    saved_by = models.BigIntegerField()
    aside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="draft_once_per_device", fields=["interview", "device", "saved_by"]),
            models.UniqueConstraint(name="draft_revision_once", fields=["interview", "saved_by", "revision"]),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} r{self.revision}"
