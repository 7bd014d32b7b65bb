"""Who may see what about data protection."""

from coop.accounts.models import User
from coop.accounts.roles import Role


def is_officer(user: User) -> bool:
    """The data protection officer: clocks of people's requests, retention runs. Numbers only, never the content of a file."""
    return user.holds(Role.DATA_PROTECTION_OFFICER)


def may_have_papers(user: User) -> bool:
    """The data protection officer and administrators have the papers: register, notice, impact assessment. No person is in them."""
    return user.holds(Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR)
