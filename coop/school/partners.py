"""The directory of places outside that help: kept by social workers, read by everybody."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from coop.audit import journal
from coop.school import errors
from coop.school.models import Partner
from coop.web import clock

STALE_AFTER_DAYS = 365
"""An entry that nobody has looked at for so long says so (our choice)."""


def shown(*, helps: str = "") -> QuerySet[Partner]:
    """What everybody reads, by name; with `helps` only those who help with that."""
    rows = Partner.objects.filter(closed=False)
    return rows.filter(helps__contains=[helps]) if helps else rows


@transaction.atomic
def add(*, values: dict[str, Any], by: int) -> Partner:
    """A new entry, checked today by whoever writes it. Refuses a name that exists."""
    if Partner.objects.filter(name=values["name"]).exists():
        raise errors.PartnerNameTaken
    partner = Partner(**values, checked_on=clock.today(), checked_by=by)
    partner.save(force_insert=True)
    _journal(partner, "add", by)
    return partner


@transaction.atomic
def change(*, partner: Partner, values: dict[str, Any], by: int) -> Partner:
    """Correct an entry, or find it still right: either way it was checked today."""
    row = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if Partner.objects.filter(name=values["name"]).exclude(pk=row.pk).exists():
        raise errors.PartnerNameTaken
    for name, value in values.items():
        setattr(row, name, value)
    row.checked_on, row.checked_by = clock.today(), by
    row.save(update_fields=[*values, "checked_on", "checked_by"])
    _journal(row, "change", by)
    return row


@transaction.atomic
def close(*, partner: Partner, closed: bool, by: int) -> None:
    """No longer shown, or shown again: letters of the past still name it, so it is never deleted."""
    Partner.objects.filter(pk=partner.pk).update(closed=closed)
    partner.closed = closed
    _journal(partner, "close" if closed else "open", by)


def _journal(partner: Partner, act: str, by: int) -> None:
    state = "closed" if partner.closed else "open"
    journal.record(
        by=by, action=f"school.partner.{act}", object_type="school.partner", object_id=partner.pk, state=state
    )
