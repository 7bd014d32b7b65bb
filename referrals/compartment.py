"""The one way into the confidential side.

Each opening says who, for which task and purpose, and, where it is about one person, that person's random number. The database
writes the journal row and lets the rows of that task through until the block ends; then the former setting is put back, even
in the middle of a longer transaction. An opening inside another narrows or changes what is seen for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from coop.audit import journal
from coop.web import clock

_depth: ContextVar[int] = ContextVar("compartment_depth", default=0)


class CompartmentClosed(RuntimeError):
    """A query on a table of `referrals` outside an opening: a mistake in the code, never something for a person to read."""


class Task(StrEnum):
    """What the timetable does inside; each sees only the rows its purpose needs."""

    CALENDAR = "calendar"
    CHECK_INS = "check_ins"
    CODES = "codes"
    MISSED = "missed"
    NEEDS = "needs"
    REMINDERS = "reminders"
    REPORTS = "reports"
    RETENTION = "retention"
    ROTATION = "rotation"
    SLOTS = "slots"
    SIGN_IN = "sign_in"


def is_open() -> bool:
    return _depth.get() > 0


def social_work(*, by: int, purpose: str, person: UUID | None = None):
    """A social worker: the queue, the agenda, and the files of her circle."""
    return _opened(actor=by, person=person, task="social_work", purpose=purpose)


def emergency(*, by: int, person: UUID):
    """A social worker outside the circle notes why she must open this file; then `social_work` shows it for a day."""
    return _opened(actor=by, person=person, task="emergency", purpose="case.emergency")


def outcomes(*, by: int, purpose: str):
    """A social worker asks what became of the learners: blind marks and random numbers of all files, no name, no text."""
    return _opened(actor=by, person=None, task="outcomes", purpose=purpose)


def referring(*, by: int, purpose: str):
    """A member of staff: writes a referral, reads the state of their own. Nothing else."""
    return _opened(actor=by, person=None, task="refer", purpose=purpose)


def asking():
    """Somebody asks for help: a request goes in, nothing comes out."""
    return _opened(actor=journal.SYSTEM, person=None, task="ask", purpose="request.ask")


def leaving_a_word(*, by: int):
    """A member of staff leaves a word about a bag: it goes in, nothing comes out."""
    return _opened(actor=by, person=None, task="check_in", purpose="check_in.leave")


def giving_at_once(*, by: int):
    """A coordinator gives an emergency basket: who it is for goes in, nothing comes out."""
    return _opened(actor=by, person=None, task="emergency_basket", purpose="emergency_basket.ask")


def answering(*, request: UUID, purpose: str):
    """Somebody answers the first message about this request: it was them, or it was not."""
    return _opened(actor=journal.SYSTEM, person=request, task="answer", purpose=purpose)


def learner(*, person: UUID, purpose: str):
    """A learner who signed in: their own file, without anybody's notes."""
    return _opened(actor=journal.SYSTEM, person=person, task="learner", purpose=purpose)


def task(name: Task, *, purpose: str = "", by: int = journal.SYSTEM):
    """A task of the timetable, or a count somebody asked for."""
    return _opened(actor=by, person=None, task=name.value, purpose=purpose or name.value)


def rights(*, by: int, person: UUID, purpose: str):
    """Access, erasure: the whole file of one person, for one purpose."""
    return _opened(actor=by, person=person, task="rights", purpose=purpose)


@contextmanager
def _opened(*, actor: int, person: UUID | None, task: str, purpose: str) -> Iterator[None]:
    number = str(person) if person else ""
    token = _depth.set(_depth.get() + 1)
    try:
        with transaction.atomic():
            former = _open(actor, number, task, purpose)
            yield
            _put_back(former)
    except BaseException:
        _keep_the_trace(actor, number, task, purpose)
        raise
    finally:
        _depth.reset(token)


def _open(actor: int, person: str, task: str, purpose: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT referrals_open(%s, %s, %s, %s, %s)", [actor, person, task, purpose, clock.now()])
        return cursor.fetchone()[0]


def _put_back(former: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('referrals.opening', %s, true)", [former])


def _keep_the_trace(actor: int, person: str, task: str, purpose: str) -> None:
    """The block failed and its journal row was rolled back with it; that somebody looked is noted all the same."""
    if connection.needs_rollback or connection.connection is None or connection.connection.closed:
        return
    journal.record(
        by=actor,
        action="compartment.rolled_back",
        object_type="referrals.compartment",
        object_id=task,
        purpose=purpose,
        person=person,
    )
