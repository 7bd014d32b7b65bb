"""The only writer of balances, movements and months.

Every verb is one transaction: lots locked `ORDER BY effective_limit, id`, refusals, one guarded UPDATE, ledger lines, the
month's row, the journal. Quantities are in the lot's unit (piece or gram) and positive; the ledger carries the sign.
Give a verb all portions at once: two calls in one transaction lock in two orders.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web import clock
from pantry import ledger
from pantry.errors import BadQuantity, CannotReverse, NotForGiving
from pantry.ledger import Entry, Portion, Sheet
from pantry.models import DateKind, LossReason, Lot, Movement, SixPointCheck, StockTask

__all__ = [
    "Portion",
    "found",
    "hand_out",
    "lose",
    "put_in",
    "redate",
    "release",
    "reserve",
    "return_",
    "reverse",
    "settle",
    "take",
]

Kind = Movement.Kind


@transaction.atomic(savepoint=False)
def put_in(*, lot: Lot, quantity: int, line: str, by: int) -> Movement:
    """Store a new lot (unsaved) with what was received."""
    ledger.refuse_less_than_one([quantity])
    lot.balance, lot.reserved = quantity, 0
    movement = ledger.begin(lot, line, by)
    ledger.record(by, "pantry.lot.receive", [lot.pk], quantity)
    return movement


@transaction.atomic
def reserve(*, portions: Sequence[Portion], by: int) -> None:
    """Promise portions to baskets. Refuses what is not free, put aside, past its use-by date, or open to
    anybody."""
    lots, wanted = ledger.locked_portions(portions)
    ledger.refuse_ungivable([lots[pk] for pk in wanted])
    ledger.refuse_open_to_all([lots[pk] for pk in wanted])
    sheet = Sheet(by)
    for pk, quantity in wanted.items():
        if quantity > lots[pk].available:
            raise ledger.not_enough(lots[pk], quantity)
        sheet.promised[pk] = quantity
    ledger.write(sheet)
    ledger.record(by, "pantry.stock.reserve", wanted, sum(wanted.values()))


@transaction.atomic
def release(*, portions: Sequence[Portion], by: int) -> None:
    """Give promised portions back to the shelf. What a loss already took from the promise is not counted twice."""
    lots, wanted = ledger.locked_portions(portions)
    sheet = Sheet(by)
    for pk, quantity in wanted.items():
        sheet.promised[pk] = -min(quantity, lots[pk].reserved)
    ledger.write(sheet)
    ledger.record(by, "pantry.stock.release", wanted, sum(wanted.values()))


@transaction.atomic
def hand_out(*, portions: Sequence[Portion], by: int) -> list[Movement]:
    """Promised portions leave with their basket; the promise ends with them.

    Never waits for the books: units in the hand but not in the balance are booked in as found, and become a task.
    Refuses lots put aside or past their use-by date (Code de la consommation R412-9: no override).
    """
    written = leave(portions=portions, by=by)
    ledger.record(
        by, "pantry.stock.hand_out", dict.fromkeys(p.lot_id for p in portions), sum(p.quantity for p in portions)
    )
    return written


def leave(*, portions: Sequence[Portion], by: int) -> list[Movement]:
    """As `hand_out`, inside the transaction of a verb that writes its own line in the journal (the desk)."""
    lots, wanted = ledger.locked_portions(portions)
    ledger.refuse_ungivable([lots[pk] for pk in wanted])
    return _gone(lots, wanted, portions, by)


@transaction.atomic
def left_already(*, portions: Sequence[Portion], by: int) -> bool:
    """As `leave`, for what a desk without network gave away: nothing can be refused any more. False when it should have been."""
    lots, wanted = ledger.locked_portions(portions)
    try:
        ledger.refuse_ungivable([lots[pk] for pk in wanted])
        givable = True
    except NotForGiving:
        givable = False
    _gone(lots, wanted, portions, by)
    return givable


def _gone(lots: dict[int, Lot], wanted: dict[int, int], portions: Sequence[Portion], by: int) -> list[Movement]:
    """The lots are held: book in what is not on the books, end the promises, write what left."""
    sheet = Sheet(by)
    line_of = {p.lot_id: p.line for p in portions}
    for pk, quantity in wanted.items():
        lot = lots[pk]
        ledger.found_first(sheet, lot, quantity - lot.balance, line_of[pk])
        left = max(lot.balance - quantity, 0)
        sheet.promised[pk] = min(max(lot.reserved - quantity, 0), left) - lot.reserved
    sheet.entries += [Entry(lots[p.lot_id], -p.quantity, Kind.HANDED_OUT, p.line) for p in portions]
    written = ledger.write(sheet)
    return [m for m in written if m.kind == Kind.HANDED_OUT]


@transaction.atomic
def take(*, product_id: int, quantity: int, line: str, by: int) -> list[Portion]:
    """Hand out units of a product that were not promised: first expired first out, the rest found in the last lot.
    What lies open to anybody is left there.

    Refuses when no lot of the product may be given at all.
    """
    ledger.refuse_less_than_one([quantity])
    today = clock.today()
    ours = Lot.objects.filter(product_id=product_id, quarantined=False, place__self_service=False)
    last = ours.order_by("-pk").values("pk")[:1]
    held = ledger.lock(ours.filter(Q(balance__gt=0) | Q(pk__in=last)))
    usable = [lot for lot in held if not lot.use_by_passed(today)]
    if not usable:
        raise NotForGiving(
            _("Nothing of this product may be given today. Receive it first."), lot_ids=[x.pk for x in held]
        )
    sheet, portions, left = Sheet(by), [], quantity
    for lot in usable:
        part = min(lot.available, left)
        if part:
            portions.append(Portion(lot.pk, part, line))
            left -= part
    if left:
        portions = ledger.with_found(sheet, portions, usable[-1], left, line)
    lots = {lot.pk: lot for lot in usable}
    sheet.entries += [Entry(lots[p.lot_id], -p.quantity, Kind.HANDED_OUT, line) for p in portions]
    ledger.write(sheet)
    ledger.record(by, "pantry.stock.take", [p.lot_id for p in portions], quantity)
    return portions


@transaction.atomic
def return_(*, portions: Sequence[Portion], by: int) -> list[Movement]:
    """Units handed out come back to their lot."""
    lots, wanted = ledger.locked_portions(portions)
    sheet = Sheet(by, [Entry(lots[p.lot_id], p.quantity, Kind.RETURNED, p.line) for p in portions])
    written = ledger.write(sheet)
    ledger.record(by, "pantry.stock.return", wanted, sum(wanted.values()))
    return written


@transaction.atomic
def found(*, lot_id: int, quantity: int, line: str, by: int) -> Movement:
    """More is on the shelf than on the books: the books follow the shelf."""
    lots, _wanted = ledger.locked_portions([Portion(lot_id, quantity)])
    written = ledger.write(Sheet(by, [Entry(lots[lot_id], quantity, Kind.FOUND, line)]))
    ledger.record(by, "pantry.stock.found", [lot_id], quantity)
    return written[0]


@transaction.atomic
def lose(*, lot_id: int, quantity: int, reason: str, by: int, line: str = "") -> Movement:
    """Units leave without being given. What was promised to a basket is lost too, and becomes a task to plan again."""
    if reason not in LossReason.values:
        raise BadQuantity(_("Choose why it was lost."))
    lots, _wanted = ledger.locked_portions([Portion(lot_id, quantity)])
    lot = lots[lot_id]
    if quantity > lot.balance:
        raise ledger.not_enough(lot, quantity, free=lot.balance)
    sheet = Sheet(by, [Entry(lot, -quantity, Kind.LOST, line, reason)])
    broken = max(lot.reserved - (lot.balance - quantity), 0)
    if broken:
        sheet.promised[lot_id] = -broken
        sheet.task(StockTask.Kind.PROMISED_AND_LOST, lot, broken, line)
    written = ledger.write(sheet)
    ledger.record(by, "pantry.stock.lose", [lot_id], quantity)
    return written[0]


@transaction.atomic
def reverse(*, movement_id: int, reason: str, by: int) -> Movement:
    """Undo one movement by its opposite; a move with both of its lines. Refuses, naming them, when later movements touched
    the lot."""
    if not reason.strip():
        raise CannotReverse(_("Say why it is undone."))
    movement = Movement.objects.get(pk=movement_id)
    lines, why = ledger.together(movement), reason.strip()[:200]
    lots = {lot.pk: lot for lot in ledger.lock(Lot.objects.filter(pk__in={line.lot_id for line in lines}))}
    for line in lines:
        ledger.refuse_irreversible(line, lots[line.lot_id], lines)
    written = ledger.write(
        Sheet(by, [Entry(lots[m.lot_id], -m.quantity, m.kind, m.line, m.reason, m, why, m.place_id) for m in lines])
    )
    if movement.kind == Kind.MOVED:
        ledger.carry_back(lines[0])
    ledger.record(by, "pantry.stock.reverse", lots, movement.quantity)
    return next(row for row in written if row.reverses_id == movement.pk)


def redate(*, category_id: int, tolerance_days: int) -> None:
    """The tolerance of a kind of goods changed: what is on the shelves follows, in the transaction of the change; what a six-point
    check allows stays."""
    shelved = Lot.objects.filter(product__category=category_id, date_kind=DateKind.BEST_BEFORE, balance__gt=0)
    held = [lot.pk for lot in ledger.lock(shelved)]
    limit = ExpressionWrapper(F("limit_date") + timedelta(days=tolerance_days), output_field=DateField())
    checked = SixPointCheck.objects.filter(lot=OuterRef("pk")).order_by("-until").values("until")[:1]
    Lot.objects.filter(pk__in=held).update(effective_limit=Greatest(limit, Subquery(checked)))


@transaction.atomic
def settle(*, task_id: int, by: int) -> None:
    """Somebody looked at a difference between shelf and screen. A second click changes nothing."""
    now = clock.now()
    if StockTask.objects.filter(pk=task_id, done_at__isnull=True).update(done_at=now, done_by=by):
        journal.record(by=by, action="pantry.task.settle", object_type="pantry.stock_task", object_id=task_id)
