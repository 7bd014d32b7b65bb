"""Verb on statements: a numbered paper that says how many hours were validated, and nothing else."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from coop.audit import journal
from coop.web import clock
from volunteers import hours
from volunteers.errors import NothingToState
from volunteers.models import Statement


@transaction.atomic
def issue(*, person_id: int, school_year: int, by: int) -> Statement:
    """Take the next number of the school year, without gaps, for the hours validated so far."""
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
    journal.record(
        by=by,
        action="volunteers.statement.issue",
        object_type="statement",
        object_id=statement.pk,
        state=statement.number,
    )
    return statement
