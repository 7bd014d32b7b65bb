"""The verbs: ask for a document, make it, hand it over once, try again, erase what is old."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation

from coop.audit import journal
from coop.vault import envelope
from coop.web import bell, clock

from . import makers, pdf
from .errors import CouldNotBeMade, Gone, NotReady
from .models import Document

log = logging.getLogger(__name__)
State = Document.State

KEPT = timedelta(hours=24)
ROW_KEPT = timedelta(days=30)
RING_AGAIN_AFTER = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=15)
_TELLABLE = (str, int, bool, type(None))


def request_document(*, kind: str, params: dict[str, Any], by: int, language: str) -> Document:
    """Put a document in the queue and answer at once. `params` holds ids and dates, never a name or a text."""
    makers.of(kind)
    _only_ids(params)
    with transaction.atomic():
        document = Document.objects.create(kind=kind, params=params, requested_by=by, language=language)
        _journal(document, "request", by)
        _ring(document.pk)
    return document


def _only_ids(params: dict[str, Any]) -> None:
    for name, value in params.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, _TELLABLE) and len(str(one)) <= 64 for one in values):
            raise ValueError(f"A document's parameter “{name}” must be an id, a number or a date as text.")


def _ring(number: UUID) -> None:
    from .tasks import make_document

    transaction.on_commit(lambda: bell.ring(make_document, str(number)))


def _journal(document: Document, act: str, by: int) -> None:
    journal.record(
        by=by,
        action=f"documents.document.{act}",
        object_type="documents.document",
        object_id=document.pk,
        state=document.state,
        purpose=document.kind,
    )


def make(*, number: UUID) -> bool:
    """Make one document; False when somebody else did. A repeat after a crash is harmless: only the last attempt is kept."""
    claimed = Document.objects.filter(pk=number, state__in=[State.QUEUED, State.MAKING])
    if not claimed.update(state=State.MAKING, progress=0, started_at=clock.now(), attempt=F("attempt") + 1):
        return False
    document = Document.objects.get(pk=number)
    try:
        content = _content(document, _progress_of(document))
    except Exception as problem:
        _fail(document, problem)
        return False
    return _keep(document, content)


def _content(document: Document, progress: makers.Progress) -> bytes:
    maker = makers.of(document.kind)
    with translation.override(document.language):
        html = maker.make(dict(document.params), document.language, progress)
        return pdf.render(html.template, {**html.context, "title": str(html.title)}, document.language)


def _progress_of(document: Document) -> makers.Progress:
    """Writes the share done, at most once a percent; 95 at the end, the last steps are ours."""
    last = 0

    def progress(done: int, of: int) -> None:
        nonlocal last
        share = min(95, round(95 * done / max(of, 1)))
        if share > last:
            last = share
            _mine(document).update(progress=share)

    return progress


def _mine(document: Document) -> Any:
    """The row, as long as this attempt is the last one."""
    return Document.objects.filter(pk=document.pk, state=State.MAKING, attempt=document.attempt)


def _keep(document: Document, content: bytes) -> bool:
    key, wrapped = envelope.new_key()
    sealed = envelope.seal_bytes(key, content, context=document.context)
    now = clock.now()
    return bool(
        _mine(document).update(
            state=State.READY,
            progress=100,
            content=sealed,
            wrapped_key=wrapped,
            finished_at=now,
            expires_at=now + KEPT,
            downloaded_at=None,
        )
    )


def _fail(document: Document, problem: Exception) -> None:
    _mine(document).update(state=State.FAILED, finished_at=clock.now())
    reason = str(problem) if isinstance(problem, CouldNotBeMade) else type(problem).__name__
    log.warning("Document of kind %s not made: %s", document.kind, reason)


def hand_over(*, document: Document, by: int) -> bytes:
    """The bytes, once: the row is emptied in the same transaction. Refuses `NotReady` and `Gone`."""
    with transaction.atomic():
        row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if row.is_under_way:
            raise NotReady
        if row.state != State.READY:
            raise Gone
        content = row.opened()
        now = clock.now()
        row.state, row.downloaded_at = State.EXPIRED, now
        row.content = row.wrapped_key = None
        row.save(update_fields=["state", "downloaded_at", "content", "wrapped_key"])
        _journal(row, "download", by)
    return content


def make_again(*, document: Document, by: int) -> None:
    """Put a document that failed or was erased back in the queue; harmless while one is under way or ready."""
    with transaction.atomic():
        row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if row.state not in (State.FAILED, State.EXPIRED):
            return
        row.state, row.progress, row.downloaded_at = State.QUEUED, 0, None
        row.requested_at = clock.now()
        row.save(update_fields=["state", "progress", "downloaded_at", "requested_at"])
        _journal(row, "request", by)
        _ring(row.pk)


def drop(*, kind: str, name: str, values: Sequence[str | int]) -> int:
    """Papers of this kind about these things go at once, fetched or not; how many."""
    gone, _by_model = Document.objects.filter(kind=kind, **{f"params__{name}__in": values}).delete()
    return gone


def sweep() -> dict[str, int]:
    """Erase contents older than a day and rows older than thirty; ring again for what nobody came to make."""
    now = clock.now()
    expired = Document.objects.filter(state=State.READY, expires_at__lte=now).update(
        state=State.EXPIRED, content=None, wrapped_key=None
    )
    forgotten = Q(state=State.QUEUED, requested_at__lte=now - RING_AGAIN_AFTER)
    stuck = Q(state=State.MAKING, started_at__lte=now - STUCK_AFTER)
    rung = list(Document.objects.filter(forgotten | stuck).order_by("requested_at").values_list("pk", flat=True)[:50])
    for number in rung:
        _ring(number)
    gone, _ = over().delete()
    return {"expired": expired, "rung": len(rung), "deleted": gone}


def over() -> QuerySet[Document]:
    """Rows of documents that nobody can fetch any more, thirty days after they were asked for."""
    return Document.objects.filter(requested_at__lte=clock.now() - ROW_KEPT, state__in=[State.EXPIRED, State.FAILED])
