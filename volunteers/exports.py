"""What leaves for the registrar's spreadsheet, with formulas made harmless."""

from __future__ import annotations

import csv
import io

from django.utils import timezone
from django.utils.translation import gettext as _

from coop.accounts.models import User
from coop.web import sheets
from volunteers import access
from volunteers.models import Claim, ClaimState
from volunteers.wording import clock_hours


def decided_claims(user: User) -> str:
    """One line for each decided claim of the programmes the user leads, reversed ones included. UTF-8 with BOM."""
    claims = (
        access.claims_seen_by(user)
        .exclude(state=ClaimState.SUBMITTED)
        .select_related("person", "scheme__programme")
        .order_by("school_year", "decided_at", "pk")
    )
    page = io.StringIO()
    page.write("\ufeff")
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Name"),
            _("E-mail"),
            _("Programme"),
            _("School year"),
            _("Recognition"),
            _("Validated hours"),
            _("Units"),
            _("Decision"),
            _("Decided on"),
            _("Reason"),
        ]
    )
    for claim in claims:
        writer.writerow([sheets.harmless(cell) for cell in _cells(claim)])
    return page.getvalue()


def _cells(claim: Claim) -> list[str]:
    return [
        str(claim.person),
        claim.person.email or "",
        claim.scheme.programme.name,
        f"{claim.school_year}-{claim.school_year + 1}",
        claim.get_kind_display(),
        clock_hours(claim.minutes),
        f"{claim.proposed_hundredths / 100:.2f}" if claim.state == ClaimState.ACCEPTED else "0.00",
        claim.get_state_display(),
        timezone.localdate(claim.decided_at).isoformat() if claim.decided_at else "",
        claim.reversal_reason or claim.reason,
    ]
