"""The roles, in prose, and how they are granted.

* A **referrer** is any member of staff: tells a learner about the pantry and refers those who agree.
* A **social worker** holds the files of her circle: requests, interviews, decisions, follow-up.
* A **volunteer** is a student who helps: shifts, own hours, and on shift donations, packing and hand-over.
* A **coordinator** runs stock, distributions, donors, the roster; validates hours; never sees who is helped.
* A **programme lead** turns hours into credits: reviews, decides, exports.
* **Management** sees aggregates only: the month, the year, the reports.
* The **data protection officer** sees the journal, retention runs and people's requests, never the content of a file.
* An **administrator** keeps accounts, roles and settings; never a confidential file, never who is helped.

A person may hold several and sees the union, but administrator and social worker exclude each other.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from coop.audit import journal

if TYPE_CHECKING:
    from coop.accounts.models import RoleGrant, User


class Role(models.TextChoices):
    """What somebody may do here."""

    REFERRER = "referrer", _("Referrer")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    VOLUNTEER = "volunteer", _("Volunteer")
    COORDINATOR = "coordinator", _("Coordinator")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    MANAGEMENT = "management", _("Management")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


@transaction.atomic
def grant(*, user: User, role: Role, starts: date, ends: date | None, by: int) -> RoleGrant:
    """Give `user` the role from `starts` to `ends` (both days included; `None` means until ended)."""
    from coop.accounts.models import RoleGrant

    given = RoleGrant.objects.create(user=user, role=role, starts=starts, ends=ends, granted_by=by)
    journal.record(by=by, action="accounts.role.grant", object_type="user", object_id=user.pk, state=role)
    return given
