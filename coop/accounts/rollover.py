"""The school year ends, and with it the roles of students: whoever goes on gets the role for the next year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from coop.accounts import grants
from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import STUDENT_ROLES, Role
from coop.school import years
from coop.web import clock
from coop.web.errors import Refusal

ASKED_FROM_MONTH = 5
"""From May on the question is about the year that comes; before, about the one that runs."""


def asked_year() -> int:
    """The school year for which people may go on."""
    today = clock.today()
    running = years.school_year_of(today)
    return running + 1 if ASKED_FROM_MONTH <= today.month < years.FIRST_MONTH else running


def whose_role_ended(seen: QuerySet[User], year: int) -> QuerySet[User]:
    """Whose role as a student ended with the year before `year`. In order of name."""
    ended = RoleGrant.objects.filter(role__in=STUDENT_ROLES, revoked_at=None, ends=years.last_day(year - 1))
    return seen.filter(is_active=True, erased_at=None, pk__in=ended.values("user")).order_by("full_name", "pk")


def may_go_on(seen: QuerySet[User], year: int) -> QuerySet[User]:
    """Of these, who holds no such role in `year` yet."""
    holding = RoleGrant.objects.filter(role__in=STUDENT_ROLES, revoked_at=None, starts__lte=years.last_day(year))
    again = holding.filter(Q(ends=None) | Q(ends__gte=years.first_day(year)))
    return whose_role_ended(seen, year).exclude(pk__in=again.values("user"))


@dataclass(frozen=True)
class GoneOn:
    """What became of each: one refusal stops no other."""

    done: int
    refused: tuple[tuple[str, str], ...]


def go_on(*, people: Iterable[User], year: int, by: int) -> GoneOn:
    """Give each of these the role of volunteer for the whole school year, from today when it runs already."""
    done, refused = 0, []
    starts = max(years.first_day(year), clock.today())
    for user in people:
        try:
            with transaction.atomic():
                grants.grant(user=user, role=Role.VOLUNTEER, starts=starts, ends=None, by=by)
        except Refusal as refusal:
            refused.append((user.full_name, str(refusal)))
        else:
            done += 1
    return GoneOn(done, tuple(refused))
