"""What the data protection officer follows: clocks of requests, what would go today, what went and when. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coop.audit.models import JournalEntry
from coop.web import retention
from referrals import rights

RUNS: dict[str, str | Promise] = {
    "referrals.retention.run": _("Files that ended"),
    "referrals.retention.needs": _("Needs noted in interviews, after six months without help"),
    "volunteers.retention": _("Volunteers’ records that ended"),
    "pantry.retention.needs": _("What old bags could not hold"),
    "pantry.retention.join": _("Which old bags went to the same person"),
    "pantry.retention.help": _("Help that ended"),
    "pantry.retention.facts": _("Days on which somebody collected, after five years"),
    "pantry.retention.donors": _("Ways to reach donors, three years after the last gift"),
    "audit.journal.retire": _("Old rows of the journal"),
    "rights.restore": _("A backup was restored"),
}
SHOWN = 20


@dataclass(frozen=True)
class Due:
    """One rule of an app, and how many rows it would let go of today."""

    says: str
    count: int


@dataclass(frozen=True)
class Run:
    """One run: which, when, what it wrote down (a number)."""

    at: datetime
    what: str | Promise
    number: str


@dataclass(frozen=True)
class Overview:
    """`clocks`: open requests first, each a number, a kind and a clock."""

    clocks: list[Any]
    due: list[Due]
    runs: list[Run]


def overview(*, by: int) -> Overview:
    """One opening for both, journalled in the officer's name."""
    with rights.overseen(by=by) as clocks:
        counts = retention.due_inside()
    due = [Due(str(rule.says), counts[rule.name]) for rule in retention.rules()]
    return Overview(clocks, due, _past_runs())


def _past_runs() -> list[Run]:
    """The last runs that the journal still knows."""
    rows = JournalEntry.objects.filter(action__in=RUNS).order_by("-recorded_at", "-id")[:SHOWN]
    return [Run(row.recorded_at, RUNS[row.action], row.object_id) for row in rows]
