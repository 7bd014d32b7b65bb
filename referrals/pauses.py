"""Weeks without a basket: said by the social worker between two days, or by the learner for one distribution. No reason is kept."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from coop.audit import journal
from coop.web import clock
from pantry import entitlements
from referrals import access, compartment, notifications
from referrals.errors import NothingPlanned, WrongDates
from referrals.models import Case, Pause, PickupCode


def pause(*, case_id: UUID, starts: date, ends: date, by: int) -> None:
    """No basket between two days. No reason is kept."""
    if ends < starts:
        raise WrongDates
    with compartment.social_work(by=by, purpose="decision.pause", person=case_id):
        case = access.case_for(by, case_id)
        if case.beneficiary is None:
            raise NothingPlanned
        entitlements.pause(beneficiary=case.beneficiary, starts=starts, ends=ends, by=by)
        _note_pause(case_id, starts, ends, None, by)


def not_this_week(*, case_id: UUID, distribution_id: int, on: date) -> None:
    """The learner does not come this time and says so. No reason is asked; the week after stays planned."""
    with compartment.learner(person=case_id, purpose="pickup.skip"):
        case = Case.objects.get(id=case_id)
        if case.beneficiary is None:
            raise NothingPlanned
        entitlements.skip_distribution(beneficiary=case.beneficiary, distribution_id=distribution_id, by=journal.SYSTEM)
        for code_id in PickupCode.objects.filter(case=case, distribution_date=on).values_list("id", flat=True):
            notifications.forget_pickup(code_id)
        if not Pause.objects.filter(case=case, distribution_id=distribution_id).exists():
            _note_pause(case_id, on, on, distribution_id, journal.SYSTEM)
        Case.objects.filter(id=case_id).update(last_contact_at=clock.now())


def _note_pause(case_id: UUID, starts: date, ends: date, distribution_id: int | None, by: int) -> None:
    row = Pause(
        case_id=case_id, distribution_id=distribution_id, starts=starts, ends=ends, made_at=clock.now(), made_by=by
    )
    row.save(force_insert=True)
    journal.record(
        by=by, action="referrals.pause", object_type="referrals.case", object_id=case_id, person=str(case_id)
    )
