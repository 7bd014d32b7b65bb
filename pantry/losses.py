"""Putting aside, and deciding what happens to what was put aside."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from pantry import ledger
from pantry.errors import AlreadySet, NotForGiving
from pantry.models import Lot
from pantry.models.stock import Aside


@transaction.atomic
def quarantine(*, lot_id: int, reason: str, by: int) -> Lot:
    """Put a lot aside: it stays on the shelf and is not given until somebody decides."""
    lot = ledger.lock(Lot.objects.filter(pk=lot_id))[0]
    if lot.quarantined:
        raise AlreadySet(_("This lot is already put aside."))
    if not reason.strip():
        raise AlreadySet(_("Say why it is put aside."))
    lot.quarantined, lot.quarantine_reason = True, reason.strip()[:200]
    lot.quarantined_at, lot.quarantined_by = clock.now(), by
    lot.save(update_fields=["quarantined", "quarantine_reason", "quarantined_at", "quarantined_by"])
    ledger.record(by, "pantry.lot.quarantine", [lot_id], lot.balance)
    return lot


@transaction.atomic
def free(*, lot_id: int, by: int) -> Lot:
    """Somebody looked: a lot put aside may be given again. Refuses past its use-by date."""
    lot = ledger.lock(Lot.objects.filter(pk=lot_id))[0]
    if not lot.quarantined:
        raise AlreadySet(_("This lot is not put aside."))
    if lot.quarantine_reason == Aside.LONG_PAST:
        raise NotForGiving(
            _("Its best-before date is long past: it needs the six-point check first."), lot_ids=[lot_id]
        )
    if lot.use_by_passed(clock.today()):
        raise NotForGiving(_("Its use-by date has passed: it can only be thrown away."), lot_ids=[lot_id])
    lot.quarantined, lot.quarantine_reason, lot.quarantined_at, lot.quarantined_by = False, "", None, None
    lot.save(update_fields=["quarantined", "quarantine_reason", "quarantined_at", "quarantined_by"])
    ledger.record(by, "pantry.lot.free", [lot_id], lot.balance)
    return lot
