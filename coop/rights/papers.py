"""The data-protection papers, made from the settings as they are today: record of processing, notice, impact assessment.

The words stand in `templates/rights/papers/<language>/`; every number in them comes from `facts`, so that a changed setting changes
the paper. Nothing about a person is in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coop.accounts.roles import SECOND_FACTOR_ROLES, Role
from coop.rights import register
from coop.school.models import School
from coop.school.settings import school, why_it_may
from coop.web import clock

LANGUAGES = ("en", "fr")
PAPERS: dict[str, str | Promise] = {
    "register": _("Record of processing (GDPR article 30)"),
    "notice": _("What becomes of your data"),
    "assessment": _("Data protection impact assessment"),
}


@dataclass(frozen=True)
class Facts:
    """What the papers say in numbers and names, as the application is set today."""

    school: School
    day: object
    why: str | Promise
    missing: list[str | Promise]
    journal_days: int
    records_years: int
    proof_years: int
    session_hours: int
    with_second_factor: list[str | Promise]
    fields: int
    apps: int


OPEN = (
    *("name", "contact_email", "controller", "represented_by", "data_protection_contact"),
    *("legal_ground", "authority", "host", "mail_host"),
)
"""Settings that nobody but the school can know. A paper says which of them it still lacks."""


def facts() -> Facts:
    declared, here = list(register.declared()), school()
    return Facts(
        school=here,
        day=clock.today(),
        why=why_it_may(here),
        missing=missing(here),
        journal_days=settings.JOURNAL_DAYS,
        records_years=settings.VOLUNTEERS_RECORDS_YEARS,
        proof_years=settings.VOLUNTEERS_PROOF_YEARS,
        session_hours=settings.SESSION_COOKIE_AGE // 3600,
        with_second_factor=[role.label for role in Role if role in SECOND_FACTOR_ROLES],
        fields=sum(len(said) for _config, said in declared),
        apps=len(declared),
    )


def missing(here: School) -> list[str | Promise]:
    """What the school has not filled in, in the words of its settings."""
    return [field.verbose_name for field in School._meta.fields if field.name in OPEN and not getattr(here, field.name)]


def words(paper: str, language: str) -> str:
    """The template that holds the words of a paper; English where there is no other."""
    return f"rights/papers/{language if language in LANGUAGES else 'en'}/{paper}.html"
