"""Writing to the outbox, in the transaction of the fact: a fact rolled back says nothing, a fact that stays is said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from coop.notifications.models import Message
from coop.vault import blind
from coop.web import bell, clock

SUBJECT = "CO'OP"
"""The subject of every mail, to whomever: nothing on a lock screen tells a volunteer from a learner."""

_muted: ContextVar[bool] = ContextVar("outbox muted", default=False)


def queue(
    *, to: str, template: str, context: dict[str, Any], language: str, dedupe: str, due_at: datetime | None = None
) -> None:
    """Write one mail to be sent at `due_at` (now when left out).

    `template` names `templates/emails/<template>.txt`, rendered now in `language` and sealed. The same `dedupe` twice is one mail.
    """
    validate_email(to)
    if _muted.get():
        return
    digests = blind.candidates("notifications.dedupe", dedupe)
    if len(digests) > 1 and Message.objects.filter(dedupe__in=digests[1:]).exists():
        return
    now = clock.now()
    message = Message(
        dedupe=digests[0],
        recipient=to,
        subject=SUBJECT,
        body=_rendered(template, context, language),
        due_at=due_at or now,
        queued_at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if message.due_at <= now:
        _ring_once_committed()


def cancel(*, dedupe: str) -> bool:
    """Take back a mail that has not left. True when it was still here; the same `dedupe` may then be used again."""
    return cancel_all([dedupe]) > 0


def cancel_all(dedupes: Iterable[str]) -> int:
    """Take back those that have not left, in one statement; how many."""
    digests = [digest for each in dedupes for digest in blind.candidates("notifications.dedupe", each)]
    if not digests:
        return 0
    gone, _by_model = Message.objects.filter(dedupe__in=digests, state=Message.State.WAITING).delete()
    return gone


@contextmanager
def muted() -> Iterator[None]:
    """Say nothing inside the block: for a past that is made up (the demonstration's year), never for real facts."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def _rendered(template: str, context: dict[str, Any], language: str) -> str:
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        text = render_to_string(f"emails/{template}.txt", {**context, "base_url": settings.BASE_URL})
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip() + "\n"


def _ring_once_committed() -> None:
    """One bell for a transaction, however many mails it wrote. The sweep of the timetable finds what no bell announced."""
    if not any(entry[1] is _ring for entry in connection.run_on_commit):
        transaction.on_commit(_ring)


def _ring() -> None:
    from coop.notifications.tasks import send_due

    bell.ring(send_due)
