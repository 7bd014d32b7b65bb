"""A product list on its way into the catalogue: uploaded, read, looked at, taken over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueUpload(models.Model):
    """One file. Its content stays until it is taken over or stopped, a day at most; the counts stay for a month.

    `line` is how far the present step has come, of about `lines`. `accepted`, `updated` and `refused` are what would happen while
    the file is only read, and what happened afterwards. `attempt` tells two workers apart: the last one goes on.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READ = "read", _("Waits for your yes")
        STORING = "storing", _("Being taken over")
        DONE = "done", _("Taken over")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Could not be read")

    TRANSITIONS = {
        State.READING: (State.READ, State.STOPPED, State.FAILED),
        State.READ: (State.STORING, State.STOPPED),
        State.STORING: (State.DONE, State.STOPPED, State.FAILED),
        State.DONE: (),
        State.STOPPED: (),
        State.FAILED: (),
    }
    OPEN = (State.READING, State.READ, State.STORING)
    UNDER_WAY = (State.READING, State.STORING)

    state = models.CharField(max_length=8, choices=State, default=State.READING)
    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    content = models.BinaryField(null=True)
    line = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    first_rows = models.JSONField(default=list)
    problem = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "read", "storing", "done", "stopped", "failed"]),
                name="catalogueupload_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["reading", "read", "storing"], content__isnull=False, ended_at=None, ended_by=None
                )
                | Q(
                    state__in=["done", "stopped", "failed"],
                    content=None,
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="catalogueupload_content_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def share(self) -> int:
        """How much of the present step is done, in percent."""
        return min(99, 100 * self.line // max(self.lines, 1))


class CatalogueRefusal(models.Model):
    """A row that was not understood, with the reason in the language of whoever uploaded it."""

    upload = models.ForeignKey(CatalogueUpload, on_delete=models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["line", "id"]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
