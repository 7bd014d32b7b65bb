"""Check-outs that somebody forgot: who is told, and the end that the coordinator is offered.

Nothing is settled by itself: a person says when somebody left. The proposal is the end of the shift.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from coop.accounts.models import User
from coop.web import clock
from volunteers import access, notifications
from volunteers.models import AttendanceMark, MarkKind, SignUp

AFTER = timedelta(hours=2)
"""So long after its end nobody is still busy on a shift."""
LOOKS_BACK = timedelta(days=60)
"""As long as hours can be declared."""
SHOWN = 25


def check_outs() -> QuerySet[SignUp]:
    """Sign-ups whose last mark says “arrived”, two hours and more after the end, the oldest first."""
    later = AttendanceMark.objects.filter(sign_up=OuterRef("sign_up"), pk__gt=OuterRef("pk"))
    arrived = AttendanceMark.objects.filter(sign_up=OuterRef("pk"), kind=MarkKind.ARRIVED)
    now = clock.now()
    return (
        SignUp.objects.signed_up()
        .filter(ends_at__gt=now - LOOKS_BACK, ends_at__lte=now - AFTER)
        .filter(Exists(arrived.filter(~Exists(later))))
        .select_related("shift", "person")
        .order_by("ends_at", "pk")
    )


def to_settle(user: User) -> list[SignUp]:
    """Those a coordinator is asked about: everybody's but their own. One query."""
    return list(check_outs().filter(pk__in=access.sign_ups_of_others(user).values("pk"))[:SHOWN])


@transaction.atomic
def remind() -> int:
    """Tell each of them once that their leaving was not noted. Returns how many forgot."""
    found = list(check_outs())
    for sign_up in found:
        notifications.check_out_forgotten(sign_up, sign_up.shift, sign_up.person)
    return len(found)
