"""Who counts as experienced: a beginner is never alone."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role
from volunteers.models import HoursSource, WorkedTime

SHIFTS_TO_BE_EXPERIENCED = 3


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
