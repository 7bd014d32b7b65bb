"""Who is experienced, so that a beginner is never alone; and who is here often, so that the others get a place too."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role
from volunteers.models import HoursSource, Shift, SignUp, WorkedTime

SHIFTS_TO_BE_EXPERIENCED = 3
OFTEN = 3
"""So many shifts within four weeks before or after the one in question: till the day before, some places are for others."""
AROUND = timedelta(weeks=4)


def is_experienced(person_id: int) -> bool:
    """Three validated shifts, or a coordinator. One query."""
    coordinator = RoleGrant.objects.current().filter(user_id=OuterRef("pk"), role=Role.COORDINATOR)
    shifts = (
        WorkedTime.objects.validated()
        .filter(person_id=OuterRef("pk"), source=HoursSource.ATTENDANCE)
        .order_by()
        .values("person_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    person = User.objects.filter(pk=person_id).annotate(shifts=Subquery(shifts))
    return person.filter(Exists(coordinator) | Q(shifts__gte=SHIFTS_TO_BE_EXPERIENCED)).exists()


def here_often(person_ids: Collection[int], shift: Shift) -> set[int]:
    """Those of these people who hold three places or more on other shifts around this one. One query."""
    others = (
        SignUp.objects.signed_up()
        .filter(person__in=person_ids, starts_at__range=(shift.starts_at - AROUND, shift.starts_at + AROUND))
        .exclude(shift=shift)
    )
    counted = others.order_by().values("person").annotate(number=Count("pk")).filter(number__gte=OFTEN)
    return set(counted.values_list("person", flat=True))
