"""Papers for donors: an attestation of what they gave in a year, and a letter of thanks. Neither has fiscal wording: tax receipts
need a school that may issue them (CGI 238 bis; domain notes 3.2)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from coop.documents.makers import Html, Progress, maker
from coop.school.settings import school
from coop.web import clock
from pantry import drives, gifts
from pantry.access import may_keep_donors
from pantry.models import Donor, Drive

KINDS = {"attestation": "pantry.attestation", "thanks": "pantry.thanks"}
MOST = 500


@maker("pantry.attestation", may=may_keep_donors)
def attestation(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `donor`, `year` (calendar). Each day with its kinds of goods and kilograms, and the sum."""
    return _paper("pantry/attestation_pdf.html", params, language, progress)


@maker("pantry.thanks", may=may_keep_donors)
def thanks(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `donor`, `year`. What they gave in the year, as a sum; nothing about who received it."""
    return _paper("pantry/thanks_pdf.html", params, language, progress)


@maker("pantry.drive_poster", may=may_keep_donors)
def drive_poster(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `drive`. The result and words of thanks; nobody is named."""
    row = Drive.objects.get(pk=params["drive"])
    (result,) = drives.results([row])
    progress(1, 2)
    with override(language):
        context = {"drive": row, "result": result, "school": school()}
        return Html("pantry/drive_poster_pdf.html", context, _("Thank you"))


def _paper(template: str, params: dict[str, Any], language: str, progress: Progress) -> Html:
    donor, year = Donor.objects.get(pk=params["donor"]), int(params["year"])
    progress(1, 2)
    with override(language):
        given = gifts.given_by(donor.pk, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31), most=MOST)
        context = {
            "donor": donor,
            "year": year,
            "gifts": given[::-1],
            "grams": sum(gift.grams for gift in given),
            "school": school(),
            "today": clock.today(),
        }
        title = _("Attestation of donations") if template.endswith("attestation_pdf.html") else _("Letter of thanks")
    return Html(template, context, title)
