"""The one request that may leave the machine, and only when `RECALLS_URL` names an address: the national list of recalls.

Nothing is sent but the request itself. A failure is written beside the imports and told to the coordinators.
"""

from __future__ import annotations

import urllib.request
from urllib.error import URLError
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import notifications, recall_imports
from pantry.errors import FeedFailed, UnreadableFile
from pantry.models import RecallImport

PATIENCE = 60
LARGEST = 128_000_000
FEED = RecallImport.Source.FEED


def fetch() -> bytes:
    """The list as it is published. Refuses without an address, by another way than https, and while tests run."""
    address = settings.RECALLS_URL
    if not address or settings.TESTING:
        raise FeedFailed(_("Fetching is switched off."))
    if urlsplit(address).scheme != "https":
        raise FeedFailed(_("The address of the list does not begin with https."))
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  # nosec B310 # https alone, from the settings
            content = answer.read(LARGEST + 1)
    except (URLError, OSError, ValueError) as problem:
        raise FeedFailed(_("The list did not come: %(why)s.") % {"why": type(problem).__name__}) from problem
    if len(content) > LARGEST:
        raise FeedFailed(_("The list is larger than expected."))
    return content


def read() -> RecallImport | None:
    """Fetch and keep; nothing at all while no address is set."""
    if not settings.RECALLS_URL:
        return None
    try:
        return recall_imports.run(content=fetch(), source=FEED, refuse=lambda row: None, by=journal.SYSTEM)
    except (FeedFailed, UnreadableFile) as refusal:
        notifications.look(route="pantry:recalls", about=f"recalls failed:{clock.today()}")
        return recall_imports.failed(source=FEED, problem=str(refusal), by=journal.SYSTEM)
