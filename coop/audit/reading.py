"""Pages of the journal, newest first, without counting and without skipping: each page begins where the last one ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coop.audit import journal, wording
from coop.audit.models import JournalEntry

PAGE = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Filters:
    """What to look for; `before` is where the last page ended (`microseconds-id`)."""

    since: date | None = None
    until: date | None = None
    account: int | None = None
    area: str = ""
    number: str = ""
    before: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class Line:
    """One row as it is read; `name` says as whom the confidential side was opened."""

    at: datetime
    account: int
    who: str
    what: str
    code: str
    thing: str
    number: str
    name: str
    state: str
    purpose: str
    person: str


@dataclass(frozen=True)
class Page:
    """`lines`, and where the next page begins (empty on the last)."""

    lines: list[Line]
    older: str


@dataclass(frozen=True)
class Opening:
    """How often somebody opened the confidential side for one purpose in a month, and the files of how many people."""

    who: str
    account: int
    task: str
    purpose: str
    times: int
    people: int


def page(filters: Filters) -> Page:
    """One page of rows; two queries."""
    rows = list(_found(filters).order_by("-recorded_at", "-id")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    names = names_of(row.by_id for row in rows)
    return Page(
        lines=[_line(row, names) for row in rows],
        older=cursor_of(rows[-1].recorded_at, rows[-1].pk) if more else "",
    )


def openings(first: date) -> list[Opening]:
    """Who opened the compartment in the month that begins on `first`, by purpose; two queries."""
    following = (first + timedelta(days=32)).replace(day=1)
    counted = (
        JournalEntry.objects.filter(
            action="compartment.open", recorded_at__gte=_midnight(first), recorded_at__lt=_midnight(following)
        )
        .values("by_id", "object_id", "purpose")
        .annotate(times=Count("id"), people=Count("person", distinct=True, filter=~Q(person="")))
        .order_by("by_id", "object_id", "purpose")
    )
    rows = list(counted)
    names = names_of(row["by_id"] for row in rows)
    return [
        Opening(
            who=names[row["by_id"]],
            account=row["by_id"],
            task=wording.task(row["object_id"]),
            purpose=wording.purpose(row["purpose"]),
            times=row["times"],
            people=row["people"],
        )
        for row in rows
    ]


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """The names behind account numbers; the timetable and erased accounts have words of their own."""
    wanted = set(numbers)
    accounts = get_user_model().objects.filter(pk__in=wanted - {journal.SYSTEM})
    known = dict(accounts.values_list("pk", "full_name")) if wanted - {journal.SYSTEM} else {}
    unnamed = {number: _("account %(number)d") % {"number": number} for number in wanted}
    return {**unnamed, journal.SYSTEM: _("the application"), **{pk: name for pk, name in known.items() if name}}


def cursor_of(moment: datetime, number: int) -> str:
    return f"{(moment - EPOCH) // MICROSECOND}-{number}"


def moment_of(microseconds: int) -> datetime:
    """The inverse; raises OverflowError beyond the calendar."""
    return EPOCH + timedelta(microseconds=microseconds)


def _found(filters: Filters):
    rows = JournalEntry.objects.all()
    if filters.since:
        rows = rows.filter(recorded_at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(recorded_at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.account is not None:
        rows = rows.filter(by_id=filters.account)
    if filters.area:
        rows = rows.filter(action__gte=f"{filters.area}.", action__lt=f"{filters.area}/")  # the sign after the dot
    if filters.number:
        rows = rows.filter(Q(object_id=filters.number) | Q(person=filters.number))
    if filters.before:
        moment, number = filters.before
        rows = rows.filter(recorded_at__lte=moment).exclude(recorded_at=moment, id__gte=number)
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(row: JournalEntry, names: dict[int, str]) -> Line:
    return Line(
        at=row.recorded_at,
        account=row.by_id,
        who=names[row.by_id],
        what=wording.action(row.action),
        code=row.action,
        thing=row.object_type,
        number=row.object_id,
        name=wording.task(row.object_id) if row.action.startswith("compartment.") else "",
        state=wording.state(row.state),
        purpose=wording.purpose(row.purpose),
        person=row.person,
    )
