"""Verbs on qualifications: granted by a signed list, taken back with a reason, and what they let somebody do.

The cold room and the six-point check are opened as dated duties, which is all that the pantry asks. For the desk the
qualification is asked when somebody checks in: the duty itself lasts as long as the shift.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.audit import journal
from coop.web import clock
from volunteers import notifications
from volunteers.days import day_bounds
from volunteers.errors import AlreadyRevoked, ReasonNeeded
from volunteers.models import Qualification, TrainingList
from volunteers.models.trainings import QualificationQuerySet

OPENED_AS_DUTY = frozenset({Duty.Task.COLD_ROOM, Duty.Task.SIX_POINT_CHECK})
SOON = timedelta(days=60)
TOLD_AGAIN = timedelta(days=14)


def holds(person_id: int, task: str, day: date) -> bool:
    """Whether somebody is qualified for a task on a day. One query."""
    return Qualification.objects.valid_on(day).filter(person_id=person_id, list__opens__contains=[task]).exists()


def expiring(today: date) -> QualificationQuerySet:
    """Those that end within 60 days, or ended within the last 60, and that no later one renews. The first to end first."""
    later = Qualification.objects.standing().filter(
        person=OuterRef("person"), list__module=OuterRef("list__module"), expires_on__gt=OuterRef("expires_on")
    )
    ending = Qualification.objects.standing().filter(expires_on__range=(today - SOON, today + SOON))
    return ending.filter(~Exists(later)).select_related("person", "list").order_by("expires_on", "pk")


def grant(*, signed: TrainingList, people: Collection[int], by: int) -> list[Qualification]:
    """Everybody on the signed list is qualified from now on, until it expires. Called in the transaction of the signing."""
    granted = [Qualification(list=signed, person_id=person, expires_on=signed.expires_on) for person in sorted(people)]
    Qualification.objects.bulk_create(granted)
    for one in granted:
        _open(one.person_id, signed.opens, by)
        _journal("grant", one, by)
    return granted


@transaction.atomic
def revoke(*, qualification_id: int, reason: str, by: int) -> Qualification:
    """It was granted by mistake, or no longer holds. What an older one still opens stays open; the row stays readable."""
    if not reason.strip():
        raise ReasonNeeded
    one = Qualification.objects.select_for_update(of=("self",)).select_related("list").get(pk=qualification_id)
    if one.revoked_at is not None:
        raise AlreadyRevoked
    one.revoked_at, one.revoked_by, one.revoked_reason = clock.now(), by, reason.strip()
    one.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    _open(one.person_id, one.list.opens, by)
    _journal("revoke", one, by)
    return one


def _open(person_id: int, tasks: Collection[str], by: int) -> None:
    """Let the duties of these tasks last as long as the longest qualification that stands."""
    for task in sorted(OPENED_AS_DUTY & set(tasks)):
        standing = Qualification.objects.valid_on(clock.today()).filter(
            person_id=person_id, list__opens__contains=[task]
        )
        last = standing.aggregate(last=Max("expires_on"))["last"]
        until = day_bounds(last)[1] if last else None
        duties.hold(user_id=person_id, task=task, until=until, by=by)


@transaction.atomic
def remind(today: date) -> int:
    """Tell whoever's qualification ends soon: once within 60 days, once more within 14. Returns how many end."""
    ending = list(expiring(today).filter(expires_on__gte=today))
    for one in ending:
        notifications.qualification_ends(one, one.person, last_call=one.expires_on - today <= TOLD_AGAIN)
    return len(ending)


def _journal(act: str, one: Qualification, by: int) -> None:
    journal.record(
        by=by,
        action=f"volunteers.qualification.{act}",
        object_type="qualification",
        object_id=one.pk,
        state=one.expires_on.isoformat(),
    )
