"""Who may do what in the pantry. Roles and duties only: nobody here knows who is helped."""

from coop.accounts import duties
from coop.accounts.models import Duty, User
from coop.accounts.roles import Role


def may_receive(user: User) -> bool:
    """Coordinators always; volunteers while they are on duty for receiving."""
    return may_keep_stock(user) or (user.holds(Role.VOLUNTEER) and duties.on_duty(user.pk, Duty.Task.RECEIVE))


def may_see_stock(user: User) -> bool:
    """Coordinators and volunteers: totals of goods are no secret."""
    return user.holds(Role.COORDINATOR, Role.VOLUNTEER)


def may_keep_stock(user: User) -> bool:
    """Coordinators: losses, reversals, putting aside, correcting products."""
    return user.holds(Role.COORDINATOR)
