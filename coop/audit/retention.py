"""The journal lets go of whole blocks older than the setting; the last hash stays as the anchor."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from coop.audit import sealing
from coop.audit.models import Block
from coop.web import clock
from coop.web.retention import rule


def due() -> QuerySet[Block]:
    """Blocks whose last row is older than the setting."""
    return Block.objects.filter(retired_at=None, last_at__lt=clock.now() - timedelta(days=settings.JOURNAL_DAYS))


rule("audit.journal", says=_("Rows of the journal"), due=due, run=sealing.retire, counted=Sum("size"))
