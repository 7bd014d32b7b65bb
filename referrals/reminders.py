"""Reminders that have not left yet: taken back when nothing is left to remind of, sent elsewhere when the address changed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from coop.web import clock
from pantry import pickups
from referrals import notifications
from referrals.identity import Identity
from referrals.models import Appointment, Case, PickupCode, Request


def forget(case: Case) -> None:
    """The file goes: nobody is written to about it any more. Needs an opening that sees the file."""
    notifications.take_back(
        appointments=Appointment.objects.filter(case=case).values_list("id", flat=True),
        codes=PickupCode.objects.filter(case=case).values_list("id", flat=True),
        requests=Request.objects.filter(case=case).values_list("id", flat=True),
    )


def redirect(case: Case, who: Identity) -> None:
    """Another address: what waits for the former one does not leave, and is written to the new one. Needs social work."""
    forget(case)
    ahead = Appointment.objects.filter(case=case, state=Appointment.State.BOOKED, starts_at__gt=clock.now())
    for appointment in ahead.order_by("starts_at"):
        notifications.remind(case=case, who=who, appointment=appointment)
    if not case.beneficiary:
        return
    codes = dict(PickupCode.objects.filter(case=case).values_list("basket_id", "id"))
    for each in pickups.pickups_of([case.beneficiary], since=clock.today(), lines=False):
        if each.basket_id in codes:
            starts_at = timezone.make_aware(datetime.combine(each.date, each.starts_at))
            notifications.remind_pickup(case=case, who=who, code_id=codes[each.basket_id], starts_at=starts_at)


def drop_stale(waiting: set[int]) -> None:
    """Bags of today and later that wait no more (cancelled, or the help ended). Needs the opening for codes."""
    codes = PickupCode.objects.filter(distribution_date__gte=clock.today()).exclude(basket_id__in=waiting)
    notifications.take_back(codes=codes.values_list("id", flat=True))
