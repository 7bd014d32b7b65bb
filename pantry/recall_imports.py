"""Reading a list of recalls into our tables: row by row, refused with a reason, a second time without effect, then the match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from coop.web import clock
from pantry import recalls
from pantry.models import Recall, RecallImport, RecallItem
from pantry.recall_files import Notice, Refused, notices
from pantry.recall_lots import Found

BATCH = 500
Refuse = Callable[[Refused], None]
TEXTS = ("category", "brand", "name", "identification", "risk", "advice", "link")


@dataclass
class Counts:
    """`mended`: rows of which a lot, a code or a date had to be brought into form. What was known already is not counted twice."""

    rows: int = 0
    refused: int = 0
    new: int = 0
    changed: int = 0
    mended: int = 0

    def __str__(self) -> str:
        return f"read {self.rows}, refused {self.refused}, new {self.new}, changed {self.changed}, normalised {self.mended}"


def run(*, content: bytes, source: str, refuse: Refuse, by: int) -> RecallImport:
    """Read, keep and match. Refuses a file with neither layout before anything is kept."""
    began, counts = clock.now(), Counts()
    touched: list[int] = []
    waiting: dict[str, Notice] = {}
    for _line, row in notices(content):
        counts.rows += 1
        if isinstance(row, Refused):
            counts.refused += 1
            refuse(row)
            continue
        counts.mended += row.is_mended
        waiting[row.reference] = _joined(waiting.get(row.reference), row)
        if len(waiting) == BATCH:
            touched += _store(list(waiting.values()), counts)
            waiting = {}
    touched += _store(list(waiting.values()), counts)
    found = recalls.match(by=by, recall_ids=touched) if touched else 0
    return _written(source, began, counts, found, by)


def failed(*, source: str, problem: str, by: int) -> RecallImport:
    """Nothing came of it; the screen of the recalls says so."""
    now = clock.now()
    return RecallImport.objects.create(source=source, began_at=now, ended_at=now, by=by, problem=problem[:200])


def _written(source: str, began: datetime, counts: Counts, matches: int, by: int) -> RecallImport:
    return RecallImport.objects.create(
        source=source,
        began_at=began,
        ended_at=max(clock.now(), began),
        by=by,
        rows=counts.rows,
        refused=counts.refused,
        new=counts.new,
        changed=counts.changed,
        mended=counts.mended,
        matches=matches,
    )


def _joined(before: Notice | None, row: Notice) -> Notice:
    """One notice stands in one row for each of its codes; a later version takes the place of an earlier one."""
    if before is None or row.version > before.version:
        return row
    if row.version < before.version:
        return before
    items = {item.key: item for item in (*before.items, *row.items)}
    return Notice(row.reference, row.version, before.texts, before.published_on, before.ends_on, tuple(items.values()))


@transaction.atomic
def _store(rows: list[Notice], counts: Counts) -> list[int]:
    """A batch in a handful of statements; answers the notices that say something new."""
    there = {each.reference: each for each in Recall.objects.filter(reference__in=[row.reference for row in rows])}
    items = _items_of(list(there.values()))
    new = [row for row in rows if row.reference not in there]
    made = Recall.objects.bulk_create([_recall(row, Recall()) for row in new])
    changed = []
    for row in rows:
        known = there.get(row.reference)
        if known is not None and row.version >= known.version and _says_more(row, known, items.get(known.pk, set())):
            changed.append((_recall(row, known), row))
    Recall.objects.bulk_update(
        [each for each, _row in changed], [*TEXTS, "version", "published_on", "ends_on", "imported_at"]
    )
    RecallItem.objects.filter(recall__in=[each for each, _row in changed]).delete()
    fresh = [*zip(made, new, strict=True), *changed]
    RecallItem.objects.bulk_create([_item(recall, found) for recall, row in fresh for found in row.items])
    counts.new += len(new)
    counts.changed += len(changed)
    return [recall.pk for recall, _row in fresh]


def _items_of(there: list[Recall]) -> dict[int, set[tuple[object, ...]]]:
    found: dict[int, set[tuple[object, ...]]] = {}
    for item in RecallItem.objects.filter(recall__in=there):
        found.setdefault(item.recall_id, set()).add(_key(item))
    return found


def _says_more(row: Notice, known: Recall, items: set[tuple[object, ...]]) -> bool:
    if any(getattr(known, name) != row.texts[name] for name in TEXTS) or row.version != known.version:
        return True
    if (row.published_on, row.ends_on) != (known.published_on, known.ends_on):
        return True
    return items != {item.key for item in row.items}


def _key(item: RecallItem) -> tuple[object, ...]:
    said = (item.code, item.gtin, item.lot, item.every_lot, item.unclear, item.date_kind)
    return (*said, item.first_date, item.last_date)


def _recall(row: Notice, recall: Recall) -> Recall:
    recall.reference, recall.version, recall.imported_at = row.reference, row.version, clock.now()
    recall.published_on, recall.ends_on = row.published_on, row.ends_on
    for name in TEXTS:
        setattr(recall, name, row.texts[name])
    return recall


def _item(recall: Recall, found: Found) -> RecallItem:
    return RecallItem(
        recall=recall,
        code=found.code,
        gtin=found.gtin,
        lot=found.lot,
        every_lot=found.every_lot,
        unclear=found.unclear,
        date_kind=found.date_kind,
        first_date=found.first_date,
        last_date=found.last_date,
    )
