"""The pen of `pantry/stock.py`: locks, refusals, the guarded UPDATE, ledger lines and months. Besides, only `losses.py`
(putting aside), `six_points.py` (goods past their date), `transfers.py` (carrying elsewhere) and `counts.py` hold it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web import clock
from pantry import months
from pantry.errors import BadQuantity, CannotReverse, NotEnough, NotForGiving
from pantry.models import Lot, Movement, StockTask


@dataclass(frozen=True)
class Portion:
    """So many units of one lot, for `line` (what it is for: "basket:1041")."""

    lot_id: int
    quantity: int
    line: str = ""


@dataclass(frozen=True)
class Entry:
    """A ledger line about to be written; `quantity` is signed."""

    lot: Lot
    quantity: int
    kind: str
    line: str = ""
    reason: str = ""
    reverses: Movement | None = None
    reversal_reason: str = ""
    place_id: int | None = None
    """Where it happens, when that is not where the lot lies."""


@dataclass
class Sheet:
    """What one verb changes: ledger lines, changes of reservations by lot, and tasks for somebody to look at."""

    by: int
    entries: list[Entry] = field(default_factory=list)
    promised: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    tasks: list[StockTask] = field(default_factory=list)

    def task(self, kind: str, lot: Lot, quantity: int, line: str) -> None:
        self.tasks.append(
            StockTask(kind=kind, lot=lot, quantity=quantity, line=line, opened_at=clock.now(), opened_by=self.by)
        )


def refuse_less_than_one(quantities: Iterable[int]) -> None:
    if any(q < 1 for q in quantities):
        raise BadQuantity(_("A quantity is at least 1."))


def lock(lots: QuerySet[Lot]) -> list[Lot]:
    """Lots held until the end of the transaction, always in the order they leave the shelf."""
    return list(
        lots.select_related("product", "place").order_by("effective_limit", "id").select_for_update(of=("self",))
    )


def locked_portions(portions: Sequence[Portion]) -> tuple[dict[int, Lot], dict[int, int]]:
    refuse_less_than_one([p.quantity for p in portions])
    wanted: dict[int, int] = defaultdict(int)
    for portion in portions:
        wanted[portion.lot_id] += portion.quantity
    lots = {lot.pk: lot for lot in lock(Lot.objects.filter(pk__in=wanted))}
    missing = set(wanted) - set(lots)
    if missing:
        raise NotForGiving(_("This lot does not exist any more."), lot_ids=sorted(missing))
    return lots, dict(wanted)


def refuse_ungivable(lots: Iterable[Lot]) -> None:
    today = clock.today()
    aside = [lot for lot in lots if lot.quarantined]
    passed = [lot for lot in lots if lot.use_by_passed(today)]
    if passed:
        names = ", ".join(lot.product.name for lot in passed)
        raise NotForGiving(
            _("Use-by date passed: %(names)s. It may not be given.") % {"names": names}, lot_ids=[x.pk for x in passed]
        )
    if aside:
        names = ", ".join(lot.product.name for lot in aside)
        raise NotForGiving(
            _("Put aside until somebody decides: %(names)s.") % {"names": names}, lot_ids=[x.pk for x in aside]
        )


def refuse_open_to_all(lots: Iterable[Lot]) -> None:
    """What anybody takes from a self-service shelf is promised to no basket: it may be gone."""
    opened = [lot for lot in lots if lot.place.self_service]
    if opened:
        names = ", ".join(lot.product.name for lot in opened)
        raise NotForGiving(
            _("Anybody takes from there: %(names)s. Choose another lot.") % {"names": names},
            lot_ids=[lot.pk for lot in opened],
        )


def together(movement: Movement) -> list[Movement]:
    """The lines that are undone with this one: both lines of a move, otherwise itself."""
    if movement.kind != Movement.Kind.MOVED or movement.reverses_id:
        return [movement]
    return list(Movement.objects.filter(kind=Movement.Kind.MOVED, line=movement.line, reverses=None).order_by("pk"))


def refuse_irreversible(movement: Movement, lot: Lot, besides: Sequence[Movement] = ()) -> None:
    if movement.reverses_id:
        raise CannotReverse(_("This line already undoes another one."))
    if Movement.objects.filter(reverses=movement).exists():
        raise CannotReverse(_("This was already undone."))
    later = list(
        Movement.objects.filter(lot=lot, pk__gt=movement.pk, reverses__isnull=True, reversed_by__isnull=True)
        .exclude(pk__in=[m.pk for m in besides])
        .order_by("pk")
        .only("pk", "kind", "quantity", "happened_on")
    )
    if later:
        lines = ", ".join(f"{m.get_kind_display()} {abs(m.quantity)} ({m.happened_on:%d/%m/%Y})" for m in later[:3])
        raise CannotReverse(
            _("Something happened to this lot since: %(lines)s. Undo that first.") % {"lines": lines},
            blocking=[m.pk for m in later],
        )
    if len(besides) == 2 and besides[0].lot_id == besides[1].lot_id:
        return
    if movement.quantity > lot.available:
        raise CannotReverse(_("Part of it is promised to a basket. Release the basket first."))


def carry_back(out: Movement) -> None:
    """A lot that was moved lies where it was before."""
    if out.place.closed:
        raise CannotReverse(_("%(place)s is no longer used. Use it again first.") % {"place": out.place.name})
    Lot.objects.filter(pk=out.lot_id).update(place=out.place_id)


def not_enough(lot: Lot, wanted: int, free: int | None = None) -> NotEnough:
    return NotEnough(lot_id=lot.pk, name=lot.product.name, free=lot.available if free is None else free, wanted=wanted)


def found_first(sheet: Sheet, lot: Lot, missing: int, line: str) -> None:
    if missing > 0:
        sheet.entries.append(Entry(lot, missing, Movement.Kind.FOUND, line))
        sheet.task(StockTask.Kind.MORE_ON_SHELF, lot, missing, line)


def with_found(sheet: Sheet, portions: list[Portion], lot: Lot, missing: int, line: str) -> list[Portion]:
    """The portions with what is missing added to `lot`, where it is booked in first."""
    found_first(sheet, lot, missing, line)
    taken = sum(p.quantity for p in portions if p.lot_id == lot.pk)
    return [p for p in portions if p.lot_id != lot.pk] + [Portion(lot.pk, taken + missing, line)]


def write(sheet: Sheet) -> list[Movement]:
    """Balances and promises, then ledger lines, then months, then tasks; all or nothing."""
    moved: dict[int, int] = defaultdict(int)
    for entry in sheet.entries:
        moved[entry.lot.pk] += entry.quantity
    change_lots(moved, sheet.promised)
    today, now = clock.today(), clock.now()
    movements = Movement.objects.bulk_create(
        Movement(
            lot=e.lot,
            place_id=e.place_id or e.lot.place_id,
            quantity=e.quantity,
            kind=e.kind,
            reason=e.reason,
            line=e.line,
            by=sheet.by,
            happened_on=today,
            recorded_at=now,
            reverses=e.reverses,
            reversal_reason=e.reversal_reason,
        )
        for e in sheet.entries
    )
    months.add(sheet.entries, today)
    StockTask.objects.bulk_create(sheet.tasks)
    return movements


def begin(lot: Lot, line: str, by: int) -> Movement:
    """A new lot with its balance, its first ledger line and its month: one statement, because reception is pressed all day."""
    now, today = clock.now(), clock.today()
    fields = [field for field in Lot._meta.local_concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(lot, field.attname), connection) for field in fields]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    grams = lot.balance * lot.grams_each
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH lot AS (
                INSERT INTO pantry_lot ({names}) VALUES ({", ".join(["%s"] * len(fields))}) RETURNING *
            ), line AS (
                INSERT INTO pantry_movement
                    (lot_id, place_id, quantity, kind, reason, line, "by", happened_on, recorded_at, reversal_reason)
                SELECT id, place_id, balance, 'received', '', %s, %s, %s, %s, '' FROM lot RETURNING id
            ), month AS (
                INSERT INTO pantry_month (month, kind, "group", source, reason, grams, grams_assumed, units)
                SELECT %s, 'received', "group", source, '', %s, %s, balance FROM lot {months.ADD_UP}
            )
            SELECT lot.id, line.id FROM lot, line
            """,
            [*values, line, by, today, now, today.replace(day=1), grams, grams if lot.weight_assumed else 0],
        )
        lot.pk, movement_id = cursor.fetchone()
    lot._state.adding = False
    return Movement(
        pk=movement_id, lot=lot, place_id=lot.place_id, quantity=lot.balance, kind=Movement.Kind.RECEIVED,
        line=line, by=by, happened_on=today, recorded_at=now,
    )  # fmt: skip


def change_lots(moved: dict[int, int], promised: dict[int, int]) -> None:
    """One guarded UPDATE: it changes every lot or refuses, whatever was read before."""
    ids = sorted({*moved, *promised})
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE pantry_lot AS lot SET balance = lot.balance + v.moved, reserved = lot.reserved + v.promised
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS v(id, moved, promised)
            WHERE lot.id = v.id AND lot.balance + v.moved >= 0
              AND lot.reserved + v.promised BETWEEN 0 AND lot.balance + v.moved
            """,
            [ids, [moved.get(i, 0) for i in ids], [promised.get(i, 0) for i in ids]],
        )
        if cursor.rowcount != len(ids):
            raise NotForGiving(_("Somebody else just changed this lot. Look again and retry."), lot_ids=ids)


def change_source(lots: QuerySet[Lot], source: str) -> None:
    """Move what lots brought from one kind of donor to another, in the months too."""
    held = {lot.pk: lot for lot in lock(lots)}
    for movement in Movement.objects.filter(lot_id__in=held).order_by("pk"):
        lot = held[movement.lot_id]
        months.add([Entry(lot, -movement.quantity, movement.kind, reason=movement.reason)], movement.happened_on)
        moved = copy(lot)
        moved.source = source
        months.add([Entry(moved, movement.quantity, movement.kind, reason=movement.reason)], movement.happened_on)
    Lot.objects.filter(pk__in=held).update(source=source)


def record(by: int, action: str, lot_ids: Iterable[int], quantity: int) -> None:
    ids = list(lot_ids)
    named = str(ids[0]) if len(ids) == 1 else f"{len(ids)} lots"
    journal.record(by=by, action=action, object_type="pantry.lot", object_id=named, state=str(quantity))
