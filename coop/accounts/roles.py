"""What a person may be here, for how long, and who decided it.

**Referrer**: any member of staff. Refers a learner who agreed and sees received, contacted or closed, nothing more.
**Social worker**: the files of her circle. Nobody becomes one by the will of one person alone: an existing social worker
confirms what an administrator asks; the very first is made by the installation command.
**Volunteer**: a student. Shifts, own hours; on duty, donations and packing. Ends with the school year, always.
**Coordinator**: stock, distributions, donors, roster, hours. Never an identity, never an interview.
**Programme lead**: turns hours into credits. Never the aid anyone received.
**Management**: the month and the year in figures. Never a row about a person.
**Data protection officer**: the journal, retention, people's requests. Never the content of a file.
**Administrator**: accounts, roles, settings of the school. Never a confidential file, nor who is helped. For that reason an
administrator is never a social worker, and a social worker never an administrator: the database refuses the overlap.

A role is a dated grant (first day, last day, grantor); a person may hold several and sees the union of them. A grant ends on
its last day by itself, or at once when it is revoked, and then the person's open sessions end with it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from coop.school import years

if TYPE_CHECKING:
    from coop.accounts.models import RoleGrant, User


class Role(models.TextChoices):
    REFERRER = "referrer", _("Referrer")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    VOLUNTEER = "volunteer", _("Volunteer")
    COORDINATOR = "coordinator", _("Coordinator")
    PROGRAMME_LEAD = "programme_lead", _("Programme lead")
    MANAGEMENT = "management", _("Management")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


STUDENT_ROLES = frozenset({Role.VOLUNTEER})

# A password and a second factor (TOTP or passkey) for whoever reads rows about people: files, hours and names of volunteers,
# the journal, the accounts. A referrer writes about one learner and reads three states; management reads aggregates; a
# volunteer reads own hours: these sign in by password or by a code sent by e-mail.
SECOND_FACTOR_ROLES = frozenset(
    {
        Role.SOCIAL_WORKER,
        Role.COORDINATOR,
        Role.PROGRAMME_LEAD,
        Role.DATA_PROTECTION_OFFICER,
        Role.ADMINISTRATOR,
    }
)

EXCLUDING = (Role.ADMINISTRATOR, Role.SOCIAL_WORKER)


def needs_second_factor(roles: frozenset[str] | set[str]) -> bool:
    return bool(SECOND_FACTOR_ROLES & set(roles))


def last_possible_day(role: str, day: date) -> date | None:
    """Student roles end with the school year of their first day; the others may be open-ended."""
    return years.last_day(years.school_year_of(day)) if role in STUDENT_ROLES else None


def grant(*, user: User, role: str, starts: date, ends: date | None, by: int) -> RoleGrant:
    """Give `user` the role from `starts` to `ends`, both counted; the rules stand in `grants.grant`."""
    from coop.accounts import grants

    return grants.grant(user=user, role=role, starts=starts, ends=ends, by=by)
