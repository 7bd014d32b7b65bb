"""Who may read the journal. Roles are named as on the account; this floor knows people by number."""

from __future__ import annotations

from typing import Any


def may_read_journal(user: Any) -> bool:
    """The data protection officer reads the journal: who did what and when, never the content of a file."""
    return user.holds("data_protection_officer")


def may_check_chain(user: Any) -> bool:
    """The data protection officer has the chain of the journal checked."""
    return user.holds("data_protection_officer")


def may_read_openings(user: Any) -> bool:
    """The data protection officer and the social workers review, month by month, who opened the confidential side and why."""
    return user.holds("data_protection_officer", "social_worker")
