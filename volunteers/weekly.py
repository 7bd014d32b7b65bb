"""The same shift every week: a yes that lasts, and the sign-ups that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from coop.accounts.models import RoleGrant
from coop.accounts.roles import Role
from coop.audit import journal
from coop.web import clock
from coop.web.errors import Refusal
from volunteers import signups
from volunteers.errors import NotEveryWeek
from volunteers.models import Shift, ShiftState, SignUp, SignUpState, WeeklyYes


@dataclass(frozen=True)
class Begun:
    """What came of it: dated shifts taken, and those where no place was free (waiting list)."""

    weekly: WeeklyYes
    taken: int
    waiting: int


@transaction.atomic
def begin(*, shift_id: int, person_id: int, by: int) -> Begun:
    """Take this shift and every later one of its pattern, made already or still to be made.

    A date on which the person said no, or has another shift, is left out. Said twice, it stays one yes. Refuses a shift
    that no pattern makes.
    """
    pattern_id = Shift.objects.values_list("pattern_id", flat=True).get(pk=shift_id)
    if pattern_id is None:
        raise NotEveryWeek
    weekly, made = WeeklyYes.objects.get_or_create(
        pattern_id=pattern_id, person_id=person_id, ended_at=None, defaults={"since": clock.now()}
    )
    states = _take(weekly, by)
    if made:
        journal.record(by=by, action="volunteers.weekly.begin", object_type="weekly_yes", object_id=weekly.pk)
    return Begun(weekly, states.count(SignUpState.SIGNED_UP), states.count(SignUpState.WAITING))


@transaction.atomic
def end(*, weekly_id: int, by: int) -> WeeklyYes:
    """No new shift is taken from now on; those taken stay. Ended twice, it ended the first time."""
    weekly = WeeklyYes.objects.select_for_update(of=("self",)).get(pk=weekly_id)
    if weekly.ended_at is None:
        weekly.ended_at = clock.now()
        weekly.save(update_fields=["ended_at"])
        journal.record(by=by, action="volunteers.weekly.end", object_type="weekly_yes", object_id=weekly.pk)
    return weekly


def follow() -> int:
    """Sign up, on the shifts made since, who takes them every week and still is in the team: who said so first comes first.

    Returns how many sign-ups were made. Idempotent. Each person is a transaction of its own.
    """
    team = RoleGrant.objects.current().filter(
        user_id=OuterRef("person_id"), role__in=[Role.VOLUNTEER, Role.COORDINATOR]
    )
    number = 0
    for weekly in WeeklyYes.objects.lasting().filter(Exists(team)):
        with transaction.atomic():
            number += len(_take(weekly, journal.SYSTEM))
    return number


def _take(weekly: WeeklyYes, by: int) -> list[str]:
    """Sign up on every open shift of the pattern to come about which the person has said neither yes nor no.

    In the order of time, so that two people who do so at once lock the shifts in the same order.
    """
    said = SignUp.objects.filter(shift=OuterRef("pk"), person_id=weekly.person_id)
    coming = Shift.objects.filter(pattern_id=weekly.pattern_id, state=ShiftState.OPEN, starts_at__gt=clock.now())
    states = []
    for number in coming.exclude(Exists(said)).order_by("starts_at", "pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                states.append(str(signups.sign_up(shift_id=number, person_id=weekly.person_id, by=by).state))
        except Refusal:
            continue
    return states
