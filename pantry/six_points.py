"""The six-point check of goods past their best-before date: who is trained looks, and the lot may be given for some days more, or
goes. Never for a use-by date (Code de la consommation R412-9), nor for small children's food."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.web import clock
from pantry import ledger, rules, stock
from pantry.errors import NotToBeChecked, NotTrained
from pantry.models import DateKind, FoodGroup, LossReason, Lot, PantryRule, SixPointCheck, Storage
from pantry.models.stock import Aside

RULE = "six_point_days"


@transaction.atomic
def check(*, lot_id: int, failed: Sequence[str], words: str, by: int) -> SixPointCheck:
    """What somebody trained found. No point failed: the lot may be given until the day that the rule allows, and is no longer
    put aside for its date. Otherwise all of it is lost, with the reason."""
    if not duties.qualified(by, Duty.Task.SIX_POINT_CHECK, clock.today()):
        raise NotTrained
    lot = ledger.lock(Lot.objects.filter(pk=lot_id))[0]
    refuse(lot)
    row = SixPointCheck(lot=lot, failed=sorted(set(failed)), words=words.strip()[:200], quantity=lot.balance)
    row.checked_at, row.checked_by = clock.now(), by
    if row.failed:
        row.save(force_insert=True)
        stock.lose(lot_id=lot.pk, quantity=lot.balance, reason=LossReason.BEST_BEFORE_PASSED, line="check", by=by)
    else:
        row.until, row.source = longest(lot), _source()
        row.save(force_insert=True)
        _may_be_given(lot, row.until)
    ledger.record(by, "pantry.lot.check", [lot.pk], row.quantity)
    return row


def is_due(lot: Lot) -> bool:
    """Whether a look at its six points would say anything."""
    try:
        refuse(lot)
    except NotToBeChecked:
        return False
    return True


def past_checks(lot: Lot) -> list[SixPointCheck]:
    """The latest first; asked only of goods that may have one."""
    may_have = lot.date_kind == DateKind.BEST_BEFORE and lot.limit_date and lot.limit_date < clock.today()
    return list(lot.checks.all()[:5]) if may_have else []


def is_past(lot: Lot, today: dt.date) -> bool:
    """Whether it waits for a look: the tag of the lists."""
    aside = lot.quarantined and lot.quarantine_reason != Aside.LONG_PAST
    return lot.date_kind == DateKind.BEST_BEFORE and lot.effective_limit < today and not aside


def refuse(lot: Lot) -> None:
    """What no look can make good, or what needs none."""
    today = clock.today()
    if lot.date_kind != DateKind.BEST_BEFORE or lot.limit_date is None or lot.limit_date >= today:
        raise NotToBeChecked(_("Only goods past their best-before date are checked. A use-by date cannot be extended."))
    if lot.group == FoodGroup.INFANT:
        raise NotToBeChecked(_("For small children nothing is given after its date. Throw it away."))
    category = lot.product.category
    if category.storage == Storage.CHILLED and not category.tolerance_days:
        raise NotToBeChecked(_("What is eaten fresh is not given after its date (AFSCA/FAVV). Throw it away."))
    if not lot.balance:
        raise NotToBeChecked(_("Nothing of it is left."))
    if lot.quarantined and lot.quarantine_reason != Aside.LONG_PAST:
        raise NotToBeChecked(_("It is put aside for another reason. The coordinator decides about that first."))
    if longest(lot) < today:
        raise NotToBeChecked(_("Its date is too long past: two years at most. Throw it away."))


def longest(lot: Lot) -> dt.date:
    """Until when it may be given when everything is fine today: what the date allows anyway, or the days of the rule."""
    asked = clock.today() + dt.timedelta(days=rules.value(RULE))
    last = (lot.limit_date or clock.today()) + dt.timedelta(days=rules.LONGEST_TOLERANCE)
    return max(lot.effective_limit, min(asked, last))


def _source() -> str:
    said = PantryRule.objects.filter(code=RULE).values_list("source", flat=True).first()
    return (said or rules.DEFAULTS[RULE].source)[:300]


def _may_be_given(lot: Lot, until: dt.date) -> None:
    lot.effective_limit = until
    if lot.quarantined:
        lot.quarantined, lot.quarantine_reason, lot.quarantined_at, lot.quarantined_by = False, "", None, None
    lot.save(
        update_fields=["effective_limit", "quarantined", "quarantine_reason", "quarantined_at", "quarantined_by"],
    )
