"""Who may: the gates of the screens, and the rows that somebody may reach. A yes or no is always derived from the rows.

The database says the same again (the policies in `migrations/0002_compartment.py`): this file is for answers that people
understand, that one is the guard.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from coop.accounts.roles import Role
from coop.web import clock
from coop.web.access import theirs
from referrals.models import Appointment, Case, CircleMember, Decision, EmergencyReading, FollowUp, Interview, Request


def may_refer(user: Any) -> bool:
    """Any member of staff may refer a learner who agreed: every role but the volunteer's."""
    return user.holds(*(role for role in Role if role != Role.VOLUNTEER))


def may_leave_a_word(user: Any) -> bool:
    """Any member of staff may leave a word about a bag that was handed over: every role but the volunteer's."""
    return user.holds(*(role for role in Role if role != Role.VOLUNTEER))


def may_give_at_once(user: Any) -> bool:
    """Coordinators: an emergency basket while no social worker is there. They write who it is for, and read nothing back."""
    return user.holds(Role.COORDINATOR)


def is_social_worker(user: Any) -> bool:
    """Social workers only: the queue, the agenda, and the files of their circles."""
    return user.holds(Role.SOCIAL_WORKER)


def a_learner_who_signed_in(user: Any) -> bool:
    """The learner whose visit was opened by a code, inside the compartment: never an account, whatever its roles."""
    return False


def cases_of(user_id: int) -> QuerySet[Case]:
    """The files of one's circles, as they are today, and those opened in an emergency, for as long as that lasts."""
    return Case.objects.filter(_readable(user_id, case="pk"))


def _readable(user_id: int, *, case: str) -> Q:
    """Rows whose file, in the column `case`, is one of `cases_of`. Asked row by row where rows are few: a circle is large."""
    mine = CircleMember.objects.filter(user_id=user_id, until=None, case=OuterRef(case))
    emergencies = EmergencyReading.objects.filter(opened_by=user_id, ends_at__gt=clock.now(), case=OuterRef(case))
    return Q(Exists(mine)) | Q(Exists(emergencies))


def in_circle(user_id: int) -> QuerySet[Case]:
    """The files of one's circles alone: whoever lets others in, or hands over, belongs to them."""
    return Case.objects.filter(id__in=CircleMember.objects.filter(user_id=user_id, until=None).values("case_id"))


def may_open(user_id: int, case_id: UUID) -> bool:
    return cases_of(user_id).filter(id=case_id).exists()


def case_for(user_id: int, case_id: UUID) -> Case:
    return theirs(cases_of(user_id), case_id)


def queue() -> QuerySet[Request]:
    """Requests that nobody has taken and nobody has closed: every social worker sees them."""
    return Request.objects.filter(taken_at=None, closed_at=None)


def request_for(user_id: int, request_id: UUID) -> Request:
    """A request that nobody took, or one that belongs to a file of one's circle."""
    return theirs(Request.objects.filter(Q(case=None) | Q(case__in=cases_of(user_id))), request_id)


def appointment_for(user_id: int, appointment_id: UUID) -> Appointment:
    mine = Appointment.objects.filter(social_worker_id=user_id)
    return theirs(mine | Appointment.objects.filter(case__in=cases_of(user_id)), appointment_id)


def interview_for(user_id: int, interview_id: UUID) -> Interview:
    return theirs(Interview.objects.filter(case__in=cases_of(user_id)).select_related("case"), interview_id)


def own_interview_for(user_id: int, interview_id: UUID) -> Interview:
    """An interview to write in: its author's alone. Colleagues of the circle write their own."""
    mine = Interview.objects.filter(case__in=cases_of(user_id), author_id=user_id)
    return theirs(mine.select_related("case"), interview_id)


def decision_for(user_id: int, decision_id: UUID) -> Decision:
    return theirs(Decision.objects.filter(case__in=cases_of(user_id)).select_related("case"), decision_id)


def follow_ups_of(user_id: int) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(_readable(user_id, case="case"), done_at=None)
