"""Verbs on product lists that somebody uploads: read, looked at, taken over, stopped.

Reading writes nothing to the catalogue. Taking over goes batch by batch, each in one transaction with the line that was reached: a
worker that dies loses nothing and does nothing twice, and a stop holds from the next batch on. What was taken over stays, because
an import only adds knowledge.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import bell, clock
from pantry import exports, imports
from pantry.errors import UnreadableFile, WrongState
from pantry.imports import Batch, Found
from pantry.models import CatalogueRefusal, CatalogueUpload

log = logging.getLogger(__name__)
State = CatalogueUpload.State
Write = Callable[[Batch, list[Found]], None]

MOST_LINES = 200_000
MOST_REFUSALS = 5_000
"""Refused rows that are kept one by one; beyond, they are only counted."""
FIRST_ROWS = 10
OPEN_FOR = timedelta(days=1)
KEPT = timedelta(days=30)
RING_AGAIN_AFTER = timedelta(minutes=2)
PACKED = ((b"PK\x03\x04", ".xlsx, .zip"), (b"\x1f\x8b", ".gz"), (b"\xd0\xcf\x11\xe0", ".xls"))
TRIES = 3


class Overtaken(Exception):
    """Somebody stopped it, or another worker took it over."""


@transaction.atomic
def begin(*, content: bytes, name: str, language: str, by: int) -> CatalogueUpload:
    """Keep a file and have it read. Refuses what is packed, what has other columns, and more than 200,000 lines."""
    _look_at(content)
    now = clock.now()
    upload = CatalogueUpload.objects.create(
        name=exports.clean(name)[:80] or "?",
        size=len(content),
        lines=content.count(b"\n"),
        language=language,
        content=content,
        uploaded_at=now,
        uploaded_by=by,
        moved_at=now,
    )
    _record("upload", upload.pk, by)
    _ring(upload.pk)
    return upload


def _look_at(content: bytes) -> None:
    for mark, names in PACKED:
        if content.startswith(mark):
            raise UnreadableFile(
                _("This file is packed (%(names)s). Unpack it, or save it as CSV, then choose it again.")
                % {"names": names}
            )
    lines = content.count(b"\n")
    if lines > MOST_LINES:
        raise UnreadableFile(
            _("This file has %(lines)s lines; %(most)s at most. Cut it into parts.")
            % {"lines": lines, "most": MOST_LINES}
        )
    next(exports.rows_of(BytesIO(content[: exports.SAMPLE * 8])), None)


@transaction.atomic
def keep(*, upload_id: int, by: int) -> CatalogueUpload:
    """Yes: take over what was read. A second yes changes nothing."""
    row = CatalogueUpload.objects.select_for_update(of=("self",)).defer("content").get(pk=upload_id)
    if row.state in (State.STORING, State.DONE):
        return row
    if row.state != State.READ:
        raise WrongState(_("This list is not waiting any more. Choose the file again."))
    row.state, row.line, row.moved_at = State.STORING, 0, clock.now()
    row.accepted = row.updated = row.unchanged = 0
    row.save(update_fields=["state", "line", "moved_at", "accepted", "updated", "unchanged"])
    _record("keep", row.pk, by)
    _ring(row.pk)
    return row


@transaction.atomic
def stop(*, upload_id: int, by: int) -> None:
    """No more. What is in the catalogue already stays; what is over stays over."""
    if _end(CatalogueUpload.objects.filter(pk=upload_id, state__in=CatalogueUpload.OPEN), State.STOPPED, by):
        _record("stop", upload_id, by)


def work(*, upload_id: int) -> bool:
    """Do the step that is due; False when there is none. A second worker takes over from the first."""
    due = CatalogueUpload.objects.filter(pk=upload_id, state__in=CatalogueUpload.UNDER_WAY)
    if not due.update(attempt=F("attempt") + 1, moved_at=clock.now()):
        return False
    upload = CatalogueUpload.objects.get(pk=upload_id)
    step = _read if upload.state == State.READING else _store
    try:
        with translation.override(upload.language):
            step(upload)
    except Overtaken:
        return False
    except UnreadableFile as refusal:
        _end(_mine(upload), State.FAILED, journal.SYSTEM, problem=str(refusal)[:200])
    return True


def _read(upload: CatalogueUpload) -> None:
    """Count what would happen and keep the first rows and the refused ones."""
    kinds, counts = imports.kinds_of_goods(), {"accepted": 0, "updated": 0, "unchanged": 0, "refused": 0}
    shown: list[dict[str, Any]] = []
    refusals: list[CatalogueRefusal] = []

    def refuse(line: int, code: str, sentence: object) -> None:
        counts["refused"] += 1
        if len(refusals) < MOST_REFUSALS:
            refusals.append(CatalogueRefusal(upload=upload, line=line, code=code, reason=str(sentence)[:200]))

    for rows in _groups(upload, refuse):
        batch = imports.compare(rows, kinds)
        shown += islice(_shown(batch), FIRST_ROWS - len(shown))
        _add(counts, batch, rows)
        _move(upload, line=rows[-1].line if rows else upload.lines, **counts)
    with transaction.atomic():
        _move(upload, state=State.READ, first_rows=shown, **counts)
        upload.refusals.all().delete()
        CatalogueRefusal.objects.bulk_create(refusals, batch_size=1000)


def _store(upload: CatalogueUpload) -> None:
    """Take over from the line that an earlier worker reached."""
    kinds, counts = (
        imports.kinds_of_goods(),
        {name: getattr(upload, name) for name in ("accepted", "updated", "unchanged")},
    )
    for rows in _groups(upload, lambda *row: None):
        rest = [row for row in rows if row.line > upload.line]
        if rest:
            _store_group(upload, rest, kinds, counts)
    _move(upload, line=upload.lines)
    _end(_mine(upload), State.DONE, journal.SYSTEM)
    _record("done", upload.pk, upload.uploaded_by, f"{counts['accepted']}/{counts['updated']}")


def _store_group(upload: CatalogueUpload, rows: list[Found], kinds: dict[str, int], counts: dict[str, int]) -> None:
    """One batch and the line it reached. A product that somebody receives at the same moment is met on the next try."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                batch = imports.store(rows, kinds)
                _move(upload, line=rows[-1].line, **_add(dict(counts), batch, rows))
        except IntegrityError:
            if not left:
                raise
        else:
            _add(counts, batch, rows)
            return


def _groups(upload: CatalogueUpload, refuse: imports.Refuse) -> Iterator[list[Found]]:
    return imports.groups(BytesIO(bytes(upload.content or b"")), refuse)


def _add(counts: dict[str, int], batch: Batch, rows: list[Found]) -> dict[str, int]:
    counts["accepted"] += len(batch.new)
    counts["updated"] += batch.updated
    counts["unchanged"] += len(rows) - len(batch.new) - batch.updated
    return counts


def _shown(batch: Batch) -> Iterator[dict[str, Any]]:
    for fresh, rows in ((True, batch.new), (False, batch.better)):
        for row in rows:
            yield {"code": row.code, "name": row.name, "brand": row.brand, "kind": row.kind, "new": fresh}


def _mine(upload: CatalogueUpload) -> QuerySet[CatalogueUpload]:
    """The row, as long as this attempt is the last one and nobody stopped it."""
    return CatalogueUpload.objects.filter(pk=upload.pk, state=upload.state, attempt=upload.attempt)


def _move(upload: CatalogueUpload, **values: Any) -> None:
    if not _mine(upload).update(moved_at=clock.now(), **values):
        raise Overtaken


def _end(rows: QuerySet[CatalogueUpload], state: str, by: int, **values: Any) -> int:
    return rows.update(state=state, content=None, ended_at=clock.now(), ended_by=by, **values)


def _ring(number: int) -> None:
    from pantry.tasks import take_over_products

    transaction.on_commit(lambda: bell.ring(take_over_products, str(number)))


def sweep() -> int:
    """Ring again for what nobody moves, and let go of files that nobody said yes to within a day; how many were rung for."""
    now = clock.now()
    still = Q(state__in=CatalogueUpload.UNDER_WAY, moved_at__lte=now - RING_AGAIN_AFTER)
    waiting = list(CatalogueUpload.objects.filter(still).values_list("pk", flat=True)[:20])
    for number in waiting:
        _ring(number)
    _end(CatalogueUpload.objects.filter(state=State.READ, moved_at__lte=now - OPEN_FOR), State.STOPPED, journal.SYSTEM)
    return len(waiting)


def over() -> QuerySet[CatalogueUpload]:
    """What ended more than thirty days ago."""
    return CatalogueUpload.objects.filter(ended_at__lte=clock.now() - KEPT)


def _record(verb: str, upload_id: int, by: int, state: str = "") -> None:
    journal.record(
        by=by, action=f"pantry.catalogue.{verb}", object_type="pantry.upload", object_id=upload_id, state=state
    )
