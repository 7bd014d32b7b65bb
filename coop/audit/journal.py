"""Writing the journal, inside the transaction of the verb that acts."""

from __future__ import annotations

from coop.audit.models import JournalEntry

SYSTEM = 0
"""The number under which tasks of the timetable act."""


def record(
    *,
    by: int,
    action: str,
    object_type: str,
    object_id: str | int,
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
