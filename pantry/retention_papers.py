"""What ends by itself around papers for donors and product lists. Rules of `pantry/retention.py`, kept apart for its length."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web.retention import rule
from pantry import catalogue_uploads, donor_links, receipts


@transaction.atomic
def drop_uploads() -> int:
    rows = catalogue_uploads.over()
    number = rows.count()
    rows.delete()
    return _journalled("uploads", number)


@transaction.atomic
def drop_receipts() -> int:
    """One by one, the last first: what replaced another goes before it."""
    rows = list(receipts.over().order_by("-pk"))
    for row in rows:
        row.delete()
    return _journalled("receipts", len(rows))


@transaction.atomic
def drop_links() -> int:
    gone, _by_model = donor_links.over().delete()
    return _journalled("links", gone)


def _journalled(what: str, number: int) -> int:
    if number:
        journal.record(
            by=journal.SYSTEM, action=f"pantry.retention.{what}", object_type="pantry.retention", object_id=number
        )
    return number


rule(
    "pantry.uploads",
    says=_("Product lists that were uploaded, 30 days later"),
    due=catalogue_uploads.over,
    run=drop_uploads,
)
rule("pantry.receipts", says=_("Tax receipts, six years after they were issued"), due=receipts.over, run=drop_receipts)
rule(
    "pantry.links",
    says=_("Links to a donor’s own page, 30 days after they expired"),
    due=donor_links.over,
    run=drop_links,
)
