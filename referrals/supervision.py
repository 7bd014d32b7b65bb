"""Social workers in training: who answers for whom, and the second signature under what a trainee wrote.

A colleague takes a trainee under her supervision; nobody is put there by an administrator, and a trainee does not leave by
herself. What she signs counts and is read like any other text; until the supervisor has signed too, the entry says so. The
supervisor reads it because she is in the circle of the file: supervising opens nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from coop.audit import journal
from coop.web import clock
from coop.web.access import theirs
from referrals import cases, compartment
from referrals.errors import NotYourTrainee, UnderSupervision
from referrals.models import CircleMember, CoSignature, FollowUp, InterviewVersion, Supervision

KEPT = 12
"""Months after its end, so that it can be seen who answered for a text."""
WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Pair:
    id: UUID
    trainee_id: int
    supervisor_id: int
    since: datetime


@dataclass(frozen=True)
class Waiting:
    """Whose signature a text waits for, whether that is the reader's, and whether she can open the file."""

    supervisor_id: int
    for_me: bool
    she_reads: bool


def pairs(*, by: int) -> list[Pair]:
    """Who answers for whom today, for every social worker."""
    with compartment.social_work(by=by, purpose="supervision.list"):
        rows = Supervision.objects.filter(until=None).order_by("since", "id")
        return [Pair(row.id, row.trainee_id, row.supervisor_id, row.since) for row in rows]


def begin(*, trainee: int, by: int) -> UUID:
    """Take a colleague in training under one's supervision. Refuses oneself, somebody who is supervised already, and a
    supervisor who is in training herself."""
    with compartment.social_work(by=by, purpose="supervision.begin"):
        if trainee == by or supervisor_of(by) is not None:
            raise UnderSupervision
        row = Supervision(trainee_id=trainee, supervisor_id=by, since=clock.now())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise UnderSupervision from error
        _record("begin", row, by)
    return row.id


def end(*, supervision_id: UUID, by: int) -> None:
    """The training is over, or another colleague takes it on. Never the trainee herself."""
    with compartment.social_work(by=by, purpose="supervision.end"):
        row = theirs(Supervision.objects.filter(until=None).exclude(trainee_id=by), supervision_id)
        Supervision.objects.filter(id=row.id).update(until=clock.now())
        _record("end", row, by)


def supervisor_of(user_id: int) -> int | None:
    """Who answers for this person today. Needs the compartment open for social work."""
    running = Supervision.objects.filter(trainee_id=user_id, until=None)
    return running.values_list("supervisor_id", flat=True).first()


def wait_for(version: InterviewVersion) -> None:
    """What a trainee signed waits for her supervisor; an older version of the same text no longer does."""
    former = InterviewVersion.objects.filter(interview_id=version.interview_id).exclude(id=version.id)
    open_ones = FollowUp.objects.filter(case_id=version.case_id, kind=FollowUp.Kind.CO_SIGN, done_at=None)
    open_ones.filter(about__in=[_about(number) for number in former.values_list("id", flat=True)]).delete()
    if version.supervisor_id:
        due, kind = clock.today() + WITHIN, FollowUp.Kind.CO_SIGN
        cases.note_to_do(case_id=version.case_id, kind=kind, about=_about(version.id), due_on=due)


def waiting(version: InterviewVersion, *, by: int) -> Waiting | None:
    """What a text still waits for, as this reader sees it. Needs an open compartment."""
    if version.supervisor_id is None or version.is_co_signed:
        return None
    circle = CircleMember.objects.filter(case_id=version.case_id, user_id=version.supervisor_id, until=None)
    return Waiting(version.supervisor_id, for_me=_answers_for(version, by), she_reads=circle.exists())


def _answers_for(version: InterviewVersion, user_id: int) -> bool:
    """The supervisor of the day it was signed, or the one who answers for its writer today."""
    return version.written_by != user_id and user_id in (version.supervisor_id, supervisor_of(version.written_by))


def co_sign(*, version_id: UUID, by: int) -> InterviewVersion:
    """Sign beside the trainee: one has read the text and answers for it."""
    with compartment.social_work(by=by, purpose="interview.co_sign"):
        version = theirs(InterviewVersion.objects.filter(supervisor_id__isnull=False), version_id)
        if not _answers_for(version, by):
            raise NotYourTrainee
        now = clock.now()
        CoSignature.objects.bulk_create(
            [CoSignature(version=version, case_id=version.case_id, signed_by=by, signed_at=now)], ignore_conflicts=True
        )
        waits = FollowUp.objects.filter(case_id=version.case_id, kind=FollowUp.Kind.CO_SIGN, about=_about(version.id))
        waits.filter(done_at=None).update(done_at=now, done_by=by)
        journal.record(
            by=by,
            action="referrals.interview.co_sign",
            object_type="referrals.interviewversion",
            object_id=version.id,
            person=str(version.case_id),
        )
    return version


def forget() -> int:
    """At night: supervisions that ended a year ago; how many."""
    with compartment.task(compartment.Task.RETENTION, purpose="supervision.forget"):
        gone, _by_model = Supervision.objects.filter(until__lt=clock.months_before(clock.now(), KEPT)).delete()
    return gone


def _about(version_id: UUID) -> str:
    return f"version:{version_id}"


def _record(what: str, row: Supervision, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.supervision.{what}",
        object_type="referrals.supervision",
        object_id=row.id,
        state=str(row.trainee_id),
    )
