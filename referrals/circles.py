"""Who may open a file: letting a colleague in, and handing a file over to her."""

from __future__ import annotations

from uuid import UUID

from coop.audit import journal
from coop.web import clock
from coop.web.access import theirs
from referrals import access, compartment
from referrals.errors import StillBooked, StillUnsigned
from referrals.models import Appointment, Case, CircleMember, InterviewDraft


def share(*, case_id: UUID, with_user: int, by: int) -> None:
    """Let another social worker into the circle. Somebody inside decides it; the person was told."""
    with compartment.social_work(by=by, purpose="case.share", person=case_id):
        case = theirs(access.in_circle(by), case_id)
        _let_in(case, with_user, by)
        _record("share", case, with_user, by)


def transfer(*, case_id: UUID, to_user: int, by: int) -> None:
    """Hand the file over: the colleague follows it, and one reads it no longer.

    Refuses while an appointment with oneself is ahead or a text of one's own is not signed: nobody else could settle them.
    """
    with compartment.social_work(by=by, purpose="case.transfer", person=case_id):
        case = theirs(access.in_circle(by), case_id)
        if Appointment.objects.filter(case=case, social_worker_id=by, state=Appointment.State.BOOKED).exists():
            raise StillBooked
        if InterviewDraft.objects.filter(case=case, saved_by=by).exists():
            raise StillUnsigned
        _let_in(case, to_user, by)
        _record("transfer", case, to_user, by)
        CircleMember.objects.filter(case=case, user_id=by, until=None).update(until=clock.now())


def _let_in(case: Case, user_id: int, by: int) -> None:
    if not CircleMember.objects.filter(case=case, user_id=user_id, until=None).exists():
        CircleMember(case=case, user_id=user_id, since=clock.now(), added_by=by).save(force_insert=True)


def _record(what: str, case: Case, user_id: int, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.case.{what}",
        object_type="referrals.case",
        object_id=case.id,
        state=str(user_id),
        person=str(case.id),
    )
