"""Who may change the school's settings and presence days."""

from __future__ import annotations

from typing import Any


def keeps_the_school(user: Any) -> bool:
    """An administrator keeps the school's settings, places and terms."""
    return user.holds("administrator")


def answers_for_the_data(user: Any) -> bool:
    """An administrator or the data protection officer writes what the papers say about the controller."""
    return user.holds("administrator", "data_protection_officer")


def sets_presence(user: Any) -> bool:
    """A social worker sets her own presence days; an administrator sees and sets them for her."""
    return user.holds("administrator", "social_worker")


def presence_seen_by(user: Any, number: int) -> bool:
    """An administrator any social worker's, a social worker her own."""
    return user.holds("administrator") or (user.holds("social_worker") and user.pk == number)


def keeps_partners(user: Any) -> bool:
    """Social workers keep the directory of places that help; everybody reads it."""
    return bool(user.is_authenticated) and user.holds("social_worker")
