"""Verbs on statements: a numbered paper about validated hours, and a page that shows what its holder chose to show."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Max, QuerySet, Sum

from coop.audit import journal
from coop.school.settings import school
from coop.web import clock
from coop.web.addresses import absolute
from volunteers import badges, elements, hours
from volunteers.errors import NothingToState
from volunteers.models import Activity, Statement, StatementPage, WorkedTime
from volunteers.wording import year_in_words

LATEST = 10


@transaction.atomic
def issue(*, person_id: int, school_year: int, by: int, shows: Collection[str] = ()) -> Statement:
    """Take the next number of the school year, without gaps, for the hours validated so far, with its page."""
    minutes = hours.totals(person_id, *hours.year_bounds(school_year)).validated
    if not minutes:
        raise NothingToState
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('volunteers.statement'), %s)", [school_year])
    last = Statement.objects.filter(school_year=school_year).aggregate(last=Max("serial"))["last"] or 0
    statement = Statement.objects.create(
        school_year=school_year,
        serial=last + 1,
        person_id=person_id,
        minutes=minutes,
        issued_at=clock.now(),
        issued_by=by,
    )
    chosen = [each.value for each in StatementPage.Shows if each in shows]
    StatementPage.objects.create(statement=statement, code=secrets.token_urlsafe(24), shows=chosen)
    journal.record(
        by=by,
        action="volunteers.statement.issue",
        object_type="statement",
        object_id=statement.pk,
        state=statement.number,
    )
    return statement


@transaction.atomic
def close_page(*, page_id: int, by: int) -> None:
    """The code on the paper says nothing any more."""
    _mark(page_id, "close", by)


@transaction.atomic
def open_page(*, page_id: int, by: int) -> None:
    """The code on the paper says again what was chosen when it was issued."""
    _mark(page_id, "open", by)


def _mark(page_id: int, act: str, by: int) -> None:
    page = StatementPage.objects.select_for_update(of=("self",)).get(pk=page_id)
    page.closed_at = clock.now() if act == "close" else None
    page.save(update_fields=["closed_at"])
    journal.record(by=by, action=f"volunteers.statement.{act}", object_type="statement_page", object_id=page.pk)


def pages_of(person_id: int) -> list[StatementPage]:
    """The statements issued last, with their pages. One query."""
    pages = StatementPage.objects.filter(statement__person=person_id).select_related("statement")
    return list(pages.order_by("-pk")[:LATEST])


def counted(statement: Statement) -> QuerySet[WorkedTime]:
    """The hours that were validated when the statement was issued."""
    of_person = WorkedTime.objects.validated().filter(person=statement.person_id, decided_at__lte=statement.issued_at)
    return of_person.started_between(*hours.year_bounds(statement.school_year))


def by_activity(statement: Statement) -> list[tuple[str, int]]:
    """Minutes of each kind of work, the most first."""
    sums = counted(statement).order_by().values("activity").annotate(minutes=Sum("minutes")).order_by("-minutes")
    return [(str(Activity(line["activity"]).label), line["minutes"]) for line in sums]


@dataclass(frozen=True)
class Shown:
    """What whoever has the code sees: the number, the day, the hours; the rest as the holder chose."""

    code: str
    number: str
    statement: Statement
    name: str = ""
    activities: list[tuple[str, int]] = field(default_factory=list)
    outcomes: tuple[tuple[str, str], ...] = ()


def shown(code: str) -> Shown | None:
    pages = StatementPage.objects.filter(code=code, closed_at=None).select_related("statement__person")
    page = pages.first()
    if page is None:
        return None
    statement, which = page.statement, StatementPage.Shows
    return Shown(
        code=code,
        number=statement.number,
        statement=statement,
        name=statement.person.full_name if which.NAME in page.shows else "",
        activities=by_activity(statement) if which.ACTIVITIES in page.shows else [],
        outcomes=_seen(statement) if which.OUTCOMES in page.shows else (),
    )


def _seen(statement: Statement) -> tuple[tuple[str, str], ...]:
    """The outcomes with their level; none before somebody appraised."""
    return tuple(each for each in elements.of_statement(statement).outcomes if each[1])


def signed(page: Shown) -> str:
    """The same as a signed token, which anybody verifies with the published keys."""
    said: dict[str, object] = {
        "iss": absolute("volunteers:badge_keys"),
        "jti": absolute("volunteers:statement_check", page.code),
        "issuer": school().name,
        "number": page.number,
        "schoolYear": year_in_words(page.statement.school_year),
        "issuedAt": page.statement.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "minutes": page.statement.minutes,
    }
    if page.name:
        said["name"] = page.name
    if page.activities:
        said["minutesByActivity"] = dict(page.activities)
    if page.outcomes:
        said["learningOutcomes"] = [{"outcome": outcome, "level": level} for outcome, level in page.outcomes]
    return badges.sign(said)
