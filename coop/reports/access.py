"""Who may see figures. Nobody sees a figure that did not pass `disclosure`."""

from __future__ import annotations

from coop.accounts.models import User
from coop.accounts.roles import Role


def may_read_figures(user: User) -> bool:
    """Management reads the months, the years and their reports: figures only, never a row about a person."""
    return user.holds(Role.MANAGEMENT)


def may_read_outcomes(user: User) -> bool:
    """Management, and the social workers who made the comparison: the same figures, through the same gate."""
    return user.holds(Role.MANAGEMENT, Role.SOCIAL_WORKER)


def may_read_together(user: User) -> bool:
    """Who carries the work reads what it moved: whole months in kilograms, through the gate."""
    return user.holds(Role.VOLUNTEER, Role.COORDINATOR)
