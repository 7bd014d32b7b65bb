"""Who may do what in the pantry. Roles and duties only: nobody here knows who is helped."""

import datetime as dt

from coop.accounts.models import Duty, User
from coop.accounts.roles import Role
from coop.school.settings import school
from coop.web import clock

SENT_WITHIN = dt.timedelta(days=2)


def may_receive(user: User) -> bool:
    """Coordinators always; volunteers while they are on duty for receiving."""
    return may_keep_stock(user) or (user.holds(Role.VOLUNTEER) and Duty.Task.RECEIVE in user.duties_now)


def may_send_waiting(user: User) -> bool:
    """Coordinators; volunteers on duty for receiving now or in the last two days: what waits on a phone is sent later."""
    if may_keep_stock(user):
        return True
    lately = user.duties.filter(
        task=Duty.Task.RECEIVE, starts_at__lte=clock.now(), ends_at__gte=clock.now() - SENT_WITHIN
    )
    return user.holds(Role.VOLUNTEER) and lately.exists()


def may_see_stock(user: User) -> bool:
    """Coordinators and volunteers: totals of goods are no secret."""
    return user.holds(Role.COORDINATOR, Role.VOLUNTEER)


def may_handle_stock(user: User) -> bool:
    """Coordinators; volunteers on duty in the storage room: open a lot, carry it elsewhere."""
    return may_receive(user)


def may_keep_places(user: User) -> bool:
    """Coordinators and administrators: where goods may lie."""
    return user.holds(Role.COORDINATOR, Role.ADMINISTRATOR)


def may_keep_stock(user: User) -> bool:
    """Coordinators: losses, reversals, putting aside, correcting products."""
    return user.holds(Role.COORDINATOR)


def may_read_cold(user: User) -> bool:
    """Coordinators; volunteers while they are on duty in the storage room."""
    room = {Duty.Task.RECEIVE, Duty.Task.PACK}
    return may_keep_stock(user) or (user.holds(Role.VOLUNTEER) and not room.isdisjoint(user.duties_now))


def may_decide_cold(user: User) -> bool:
    """Coordinators; volunteers on duty in the storage room who were trained for the cold room."""
    return may_keep_stock(user) or (may_read_cold(user) and Duty.Task.COLD_ROOM in user.duties_now)


def is_trained_for_dates(user: User) -> bool:
    """Whoever was trained for the six-point check, the coordinator too."""
    return Duty.Task.SIX_POINT_CHECK in user.duties_now


def may_keep_donors(user: User) -> bool:
    """Coordinators: who gives, what was agreed, drives, what is short, papers for donors."""
    return user.holds(Role.COORDINATOR)


def may_allow_receipts(user: User) -> bool:
    """Administrators: whether the body may issue tax receipts, with the document that proves it."""
    return user.holds(Role.ADMINISTRATOR)


def may_plan(user: User) -> bool:
    """Coordinators: plan, change, freeze and close the weeks."""
    return user.holds(Role.COORDINATOR)


def may_pack(user: User) -> bool:
    """Coordinators always; volunteers while they are on duty for packing."""
    return may_plan(user) or (user.holds(Role.VOLUNTEER) and Duty.Task.PACK in user.duties_now)


def may_hand_over(user: User) -> bool:
    """Coordinators; volunteers on duty at the desk when the school lets volunteers stand there."""
    if may_plan(user):
        return True
    return user.holds(Role.VOLUNTEER) and school().desk_by_volunteers and Duty.Task.DESK in user.duties_now


def may_merge_desk(user: User) -> bool:
    """Coordinators; volunteers who stood at the desk now or in the last two days: a device comes back later."""
    if may_plan(user):
        return True
    lately = user.duties.filter(task=Duty.Task.DESK, starts_at__lte=clock.now(), ends_at__gte=clock.now() - SENT_WITHIN)
    return user.holds(Role.VOLUNTEER) and school().desk_by_volunteers and lately.exists()
