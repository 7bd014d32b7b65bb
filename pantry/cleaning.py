"""The cleaning rota: verbs, and what was due in some days. What nobody did shows as not done; nothing is filled in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.web import clock
from pantry import cold_days, cold_record
from pantry.errors import AlreadySet, WrongState
from pantry.models import CleaningMark, CleaningTask

WEEK, A_DAY = dt.timedelta(days=7), dt.timedelta(days=1)


@transaction.atomic
def add(*, name: str, weekdays: list[int], by: int) -> CleaningTask:
    """Due from today on."""
    days = sorted(set(weekdays))
    row = CleaningTask.objects.create(name=name, weekdays=days, since=clock.today(), set_at=clock.now(), set_by=by)
    _record("add", row.pk, by)
    return row


@transaction.atomic
def end(*, task_id: int, by: int) -> None:
    """Not due any more; what was done stays. Twice changes nothing."""
    if CleaningTask.objects.filter(pk=task_id, until__isnull=True).update(until=clock.today()):
        _record("end", task_id, by)


@transaction.atomic
def done(*, task_id: int, day: dt.date, by: int) -> CleaningMark:
    """Somebody did it. A day of the last week may still be marked; the mark says when that was."""
    task = CleaningTask.objects.select_for_update(of=("self",)).get(pk=task_id)
    today = clock.today()
    if not today - WEEK < day <= today or not _is_due(task, day, cold_days.calendar(day, day)):
        raise WrongState(_("It was not due on this day, or too long ago."))
    if task.marks.filter(day=day, undone_at__isnull=True).exists():
        raise AlreadySet(_("Somebody marked it already."))
    row = CleaningMark.objects.create(task=task, day=day, done_at=clock.now(), done_by=by)
    _record("done", task_id, by)
    return row


@transaction.atomic
def undo(*, mark_id: int, by: int) -> None:
    """It was pressed by mistake. After a week it stands: months are printed for inspections."""
    rows = CleaningMark.objects.filter(pk=mark_id, undone_at__isnull=True, day__gt=clock.today() - WEEK)
    if rows.update(undone_at=clock.now(), undone_by=by):
        _record("undo", mark_id, by)


@dataclass(frozen=True)
class Turn:
    """One task on one day. `state`: "done", "today" or "missed"; `late` when it was marked on a later day."""

    task: CleaningTask
    day: dt.date
    state: str
    who: str = ""
    mark: CleaningMark | None = None
    late: bool = False


def turns(first: dt.date, last: dt.date, *, initials: bool = False) -> list[Turn]:
    """What was due, the latest day first; five queries. Names, or the initials that a printed sheet bears."""
    last = min(last, clock.today())
    tasks = CleaningTask.objects.filter(since__lte=last).exclude(until__lt=first)
    marks = {(row.task_id, row.day): row for row in _standing(first, last)}
    naming = cold_record.initials if initials else cold_record.full_names
    names = naming(row.done_by for row in marks.values())
    calendar, found = cold_days.calendar(first, last), list(tasks)
    days = [last - dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        _turn(task, day, marks, names)
        for day in days
        for task in found
        if (task.pk, day) in marks or _is_due(task, day, calendar)
    ]


def _is_due(task: CleaningTask, day: dt.date, calendar: cold_days.Calendar) -> bool:
    """On its weekdays while it is on the rota; on a closed day only when something is given out."""
    if day.weekday() not in task.weekdays or day < task.since or (task.until and day >= task.until):
        return False
    return day in calendar.distributions or not any(each.covers(day) for each in calendar.closed)


def _turn(
    task: CleaningTask, day: dt.date, marks: dict[tuple[int, dt.date], CleaningMark], names: dict[int, str]
) -> Turn:
    mark = marks.get((task.pk, day))
    if mark is None:
        return Turn(task, day, "today" if day == clock.today() else "missed")
    return Turn(task, day, "done", names.get(mark.done_by, ""), mark, late=localdate(mark.done_at) > day)


def _standing(first: dt.date, last: dt.date) -> QuerySet[CleaningMark]:
    return CleaningMark.objects.filter(day__range=(first, last), undone_at__isnull=True)


def _record(verb: str, number: int, by: int) -> None:
    journal.record(by=by, action=f"pantry.cleaning.{verb}", object_type="pantry.cleaning", object_id=number)
