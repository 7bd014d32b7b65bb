"""Writing the journal: inside the transaction of the verb that acts, or, for a refusal, in one of its own."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections

from coop.audit.models import JournalEntry
from coop.web import clock

SYSTEM = 0
"""The number under which tasks of the timetable act."""


def record(
    *,
    by: int,
    action: str,
    object_type: str,
    object_id: str | int | UUID,
    state: str = "",
    purpose: str = "",
    person: str = "",
) -> None:
    """Add one row. `action` is dotted words (`pantry.lot.receive`); `person` is a random number, never a name."""
    JournalEntry.objects.create(
        by_id=by,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        state=state,
        purpose=purpose,
        person=person,
    )


def record_refusal(*, by: int, action: str, object_type: str, object_id: str | int | UUID, purpose: str = "") -> None:
    """Add a row that stays, whatever becomes of the caller's transaction.

    Outside a transaction this is an ordinary insert. Inside one, which a refusal usually rolls back, the row goes through a
    connection of its own.
    """
    if not _in_a_transaction():
        record(by=by, action=action, object_type=object_type, object_id=object_id, state="refused", purpose=purpose)
        return
    row: tuple[Any, ...] = (clock.now(), by, action, object_type, str(object_id), "refused", purpose, "")
    with closing(connections.create_connection(DEFAULT_DB_ALIAS)) as own, own.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_journalentry"
            " (recorded_at, by_id, action, object_type, object_id, state, purpose, person)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            row,
        )


def on_refused(*, user: Any, route: str, what: str = "route", number: str = "", **_: Any) -> None:
    """A route's rule said no to somebody signed in, or a confidential row was not theirs."""
    purpose = route[:64] if number else ""
    record_refusal(
        by=user.pk, action="access.refuse", object_type=what, object_id=number or route[:64], purpose=purpose
    )


def _in_a_transaction() -> bool:
    """Whether somebody may still roll us back. The block that wraps a test does not count, as for `durable`."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
