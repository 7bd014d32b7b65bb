"""What tells learners about it on paper: a poster and a leaflet. They name the school and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, override

from coop.documents import pdf
from coop.school.settings import school
from coop.web.addresses import absolute
from coop.web.qr import data_uri
from referrals import strips

STRIPS = 8
"""To tear off: whoever would rather not be seen with a camera takes one."""


def address() -> str:
    """Where one asks, as it is scanned and typed."""
    return absolute("referrals:ask")


def poster(*, languages: Sequence[str]) -> bytes:
    """One page of A4, in one or two languages: what it is, the code, the address, strips to tear off."""
    return _printed("referrals/poster_pdf.html", languages, {"strips": strips.drawn(_short(), count=STRIPS)})


def leaflet(*, language: str) -> bytes:
    """What the leaflet's page says, to take along."""
    return _printed("referrals/leaflet_pdf.html", [language], {})


def contacts() -> list[str]:
    """Where to turn in an emergency, as the school wrote it; empty for the national numbers."""
    return [line.strip() for line in school().emergency_contacts.splitlines() if line.strip()]


def _printed(template: str, languages: Sequence[str], more: dict[str, Any]) -> bytes:
    with override(languages[0]):
        context = {
            "title": gettext("Somebody to talk to"),
            "school": school(),
            "languages": languages,
            "scan": data_uri(address()),
            "address": _short(),
            "contacts": contacts(),
        }
    return pdf.printed(template, {**context, **more}, languages[0])


def _short() -> str:
    """The address without what nobody types."""
    return address().split("://", 1)[-1].rstrip("/")
