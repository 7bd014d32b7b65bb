"""What leaves for the registrar's spreadsheet."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from coop.accounts.models import User
from coop.web.sheets import Cell
from volunteers import access
from volunteers.models import Claim, ClaimState
from volunteers.wording import year_in_words


def decided_claims(user: User, school_year: int | None) -> list[list[Cell]]:
    """A head, then one line for each decided claim of the programmes the user leads, reversed ones included."""
    claims = access.claims_seen_by(user).exclude(state=ClaimState.SUBMITTED)
    if school_year:
        claims = claims.filter(school_year=school_year)
    claims = claims.select_related("person", "scheme__programme").order_by("school_year", "decided_at", "pk")
    head = [
        _("Name"),
        _("E-mail"),
        _("Programme"),
        _("School year"),
        _("Recognition"),
        _("Version of the rule"),
        _("Validated hours"),
        _("Units"),
        _("Decision"),
        _("Decided on"),
        _("Jury"),
        _("Reason"),
    ]
    return [[str(each) for each in head], *(_cells(claim) for claim in claims)]


def _cells(claim: Claim) -> list[Cell]:
    return [
        str(claim.person),
        claim.person.email or "",
        claim.scheme.programme.name,
        year_in_words(claim.school_year),
        str(claim.get_kind_display()),
        claim.scheme.version,
        round(claim.minutes / 60, 2),
        claim.proposed_hundredths / 100 if claim.state == ClaimState.ACCEPTED else 0,
        str(claim.get_state_display()),
        timezone.localdate(claim.decided_at).isoformat() if claim.decided_at else "",
        claim.jury_on.isoformat() if claim.jury_on else "",
        claim.reversal_reason or claim.reason,
    ]
