"""What goes wrong with documents, as sentences."""

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class UnknownKind(LookupError):
    """No app registered a maker under this name: a mistake of ours, not of the person."""


class NotReady(Refusal):
    message = _("This document is not ready yet. The page shows how far it is.")


class Gone(Refusal):
    message = _(
        "This document was already downloaded, or is older than a day, so it was erased. You can have it made again."
    )


class CouldNotBeMade(Exception):
    """The rendering stopped: too long, too large, out of time or memory. The reason is for the log and names nobody."""
