"""Who may look after the mails. Roles are named as on the account; this floor knows people by number."""

from __future__ import annotations

from typing import Any


def may_look_after_mails(user: Any) -> bool:
    """An administrator sees how many mails wait or could not leave, never to whom or what."""
    return user.holds("administrator")
