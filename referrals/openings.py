"""Who opened one's own file, and when: roles, never names. Read from the journal by a function of the database that answers only
inside the compartment, to the learner, about their own file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals import compartment

SHOWN = 200
ROLES: dict[str, str | Promise] = {
    "social_work": _("A social worker of your file"),
    "emergency": _("Another social worker, in an emergency"),
    "rights": _("A social worker, for a copy or to erase"),
}
OTHERS = _("A member of staff, for what you see on this page")


@dataclass(frozen=True)
class Opening:
    """One day, one role, and how often; looks within one hour count once."""

    on: date
    role: str | Promise
    times: int

    @property
    def in_an_emergency(self) -> bool:
        return self.role == ROLES["emergency"]


def own(*, case_id: UUID) -> list[Opening]:
    """The latest first, as far as the journal reaches back."""
    with compartment.learner(person=case_id, purpose="openings.own"):
        return rows()


def rows() -> list[Opening]:
    """Needs the compartment open for the learner."""
    zone = timezone.get_current_timezone_name()
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, task, times FROM referrals_who_opened(%s) LIMIT %s", [zone, SHOWN])
        return [Opening(day, ROLES.get(task, OTHERS), times) for day, task, times in cursor.fetchall()]
