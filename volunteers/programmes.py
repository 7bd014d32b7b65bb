"""Verbs on programmes: who leads one, and which volunteers study in it in a school year."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction

from coop.audit import journal
from volunteers.errors import ClaimWaits, CodeTaken, EnrolledElsewhere, EnrolmentEnded, NoLead
from volunteers.models import Claim, ClaimState, Enrolment, Programme


def add(*, code: str, name: str, leads: Collection[int], by: int) -> Programme:
    """A new programme. `code` is how the registrar writes it and stays; refuses a code in use, and no lead at all."""
    if not leads:
        raise NoLead
    try:
        with transaction.atomic():
            programme = Programme.objects.create(code=code, name=name)
            _record("add", programme, code, by)
            _name_leads(programme, leads, by)
    except IntegrityError as clash:
        raise CodeTaken from clash
    return programme


@transaction.atomic
def amend(*, programme_id: int, name: str, leads: Collection[int], by: int) -> Programme:
    """Change the name, and who leads: those named from now on, nobody else. Refuses no lead at all."""
    if not leads:
        raise NoLead
    programme = _lock(programme_id)
    programme.name = name
    programme.save(update_fields=["name"])
    _record("amend", programme, programme.code, by)
    _name_leads(programme, leads, by)
    return programme


@transaction.atomic
def enrol(*, people: Collection[int], programme_id: int, school_year: int, by: int) -> list[Enrolment]:
    """Say that these volunteers study in the programme this school year. Whoever is in it already stays.

    Refuses all of them when one is in another programme that year: a lead never draws somebody away from a colleague.
    """
    programme = _lock(programme_id)
    there = Enrolment.objects.filter(school_year=school_year, person_id__in=people)
    before = set(there.values_list("person_id", flat=True))
    new = [
        Enrolment(person_id=person, programme=programme, school_year=school_year)
        for person in sorted(set(people) - before)  # in one order, so that two batches never wait for each other
    ]
    Enrolment.objects.bulk_create(new, ignore_conflicts=True)
    rows = list(there.order_by("person_id"))
    if any(row.programme_id != programme_id for row in rows):
        raise EnrolledElsewhere
    for row in rows:
        if row.person_id not in before:
            _record_enrolment("begin", row, by)
    return rows


@transaction.atomic
def end_enrolment(*, enrolment_id: int, programme_id: int, by: int) -> None:
    """The volunteer no longer studies in the programme this year. Hours and decided claims stay as they are.

    Refuses while a claim under the programme waits.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(programme_id=programme_id)
    row = rows.filter(pk=enrolment_id).first()
    if row is None:
        raise EnrolmentEnded
    waiting = Claim.objects.filter(person_id=row.person_id, school_year=row.school_year, state=ClaimState.SUBMITTED)
    if waiting.filter(scheme__programme_id=row.programme_id).exists():
        raise ClaimWaits
    _record_enrolment("end", row, by)
    row.delete()


def _lock(programme_id: int) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme_id)


def _name_leads(programme: Programme, leads: Collection[int], by: int) -> None:
    before = set(programme.leads.values_list("pk", flat=True))
    programme.leads.set(leads)
    for lead in sorted(set(leads) - before):
        _record("lead.begin", programme, str(lead), by)
    for lead in sorted(before - set(leads)):
        _record("lead.end", programme, str(lead), by)


def _record(verb: str, programme: Programme, state: str, by: int) -> None:
    action = f"volunteers.programme.{verb}"
    journal.record(by=by, action=action, object_type="programme", object_id=programme.pk, state=state)


def _record_enrolment(verb: str, row: Enrolment, by: int) -> None:
    journal.record(
        by=by,
        action=f"volunteers.enrolment.{verb}",
        object_type="enrolment",
        object_id=row.pk,
        state=f"{row.person_id} in {row.programme_id} {row.school_year}",
    )
