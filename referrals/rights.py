"""People's rights: a copy of everything, and erasure, after which only counters remain that name nobody.

The verbs that erase leave a row in the journal, from which `coop.rights` keeps the deletion log. When files end by themselves
stands in `retention.py`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from coop.audit import journal
from coop.school.years import school_year_of
from coop.web import clock
from coop.web.privacy import Kept
from pantry import entitlements, pickups
from pantry.errors import NoEntitlement
from pantry.retention import forget
from referrals import (
    authorities,
    check_ins,
    compartment,
    decisions,
    first_contact,
    identity,
    interviews,
    letterbox,
    letters,
    openings,
    reminders,
    rights_requests,
    sealing,
)
from referrals.aid import read_about, read_terms
from referrals.models import (
    AnonymousCount,
    Appointment,
    AuthorityReport,
    Case,
    CheckIn,
    Decision,
    EmergencyGrant,
    Interview,
    InterviewVersion,
    Pause,
    Receipt,
    Request,
    RightsRequest,
)
from referrals.privacy import QUESTIONS
from referrals.rights_requests import Clock


def kept_numbers(*, by: int = journal.SYSTEM) -> tuple[UUID, ...]:
    """The random numbers of all files: what a restored backup is compared with, to erase again what was erased since."""
    with compartment.task(compartment.Task.RETENTION, purpose="restore.compare", by=by):
        return tuple(Case.objects.order_by("id").values_list("id", flat=True))


def kept_requests(*, by: int = journal.SYSTEM) -> tuple[UUID, ...]:
    """The random numbers of requests that nobody took, for the same comparison."""
    with compartment.task(compartment.Task.RETENTION, purpose="restore.compare", by=by):
        return tuple(Request.objects.filter(case=None).order_by("id").values_list("id", flat=True))


def erase_request(*, request_id: UUID) -> None:
    """Again, after a restore: they had not asked."""
    first_contact.disown_again(request_id=request_id)


def erase(*, case_id: UUID, by: int, purpose: str = "rights.erase") -> None:
    """Delete a file and everything in it; keep anonymous counters; end what still runs in the pantry."""
    with compartment.rights(by=by, person=case_id, purpose=purpose):
        case = Case.objects.select_related(None).get(id=case_id)
        _count_what_goes(case)
        for decision in Decision.objects.filter(case=case, ended_on=None, ends__gte=clock.today()):
            decisions.give_back_rest(decision, clock.today(), by)
        if case.beneficiary:
            _end_aid(case.beneficiary, by)
        at_once = list(EmergencyGrant.objects.filter(case=case).values_list("beneficiary", flat=True))
        if case.beneficiary or at_once:
            forget(beneficiary=case.beneficiary or at_once[0], at_once=at_once, by=by)
        _close_requests(case, by)
        reminders.forget(case)
        letters.forget(list(Decision.objects.filter(case=case).values_list("id", flat=True)))
        receipts = list(Request.objects.filter(case=case, receipt__isnull=False).values_list("receipt_id", flat=True))
        case.delete()
        Receipt.objects.filter(id__in=receipts).delete()
        journal.record(
            by=by, action="referrals.case.erase", object_type="referrals.case", object_id=case_id, person=str(case_id)
        )


def give_up_unreadable(*, by: int) -> int:
    """When the keys are lost for good: every file, request and waiting word goes as if erased, and is counted; how many files."""
    files = kept_numbers(by=by)
    for number in files:
        erase(case_id=number, by=by, purpose="keys.lost")
    for number in kept_requests(by=by):
        erase_request(request_id=number)
    with compartment.task(compartment.Task.CHECK_INS, purpose="keys.lost", by=by):
        CheckIn.objects.filter(case=None).delete()
    return len(files)


def export(*, case_id: UUID, by: int) -> dict[str, Any]:
    """Everything kept about one person, texts included, for the social worker to hand over (right of access). The
    referrer's name stays out: it is another person's. Reports to an authority are in it once that was decided, with a reason."""
    with compartment.rights(by=by, person=case_id, purpose="rights.access"):
        case = Case.objects.get(id=case_id)
        key = sealing.key_of(case)
        content = _facts(case, key)
        versions = InterviewVersion.objects.filter(case=case).select_related("needs").order_by("signed_at")
        content["interview_texts"] = [
            {"signed_at": row.signed_at.isoformat(), **_text(interviews.read_version(case, row, key))}
            for row in versions
        ]
        content["check_ins"] = [
            {"date": row.written_at.isoformat(), **asdict(check_ins.read(row, key))}
            for row in CheckIn.objects.filter(case=case).order_by("written_at")
        ]
        decided = authorities.last_decision(case)
        if decided and decided.shared:
            content["authority_reports"] = [
                {"date": row.reported_on.isoformat(), "ground": row.ground, **asdict(authorities.read(row, key))}
                for row in AuthorityReport.objects.filter(case=case).order_by("reported_on")
            ]
        return content


def _text(content: interviews.Content) -> dict[str, Any]:
    return content.as_content() | {"steps": [f"{step.words} ({step.due_on})" for step in content.steps]}


def own_data(*, case_id: UUID) -> dict[str, Any]:
    """What a learner downloads from their own page: everything but the social worker's texts, which she hands over herself
    (a telephone may be in other hands)."""
    with compartment.learner(person=case_id, purpose="mine.export"):
        case = Case.objects.get(id=case_id)
        opened = [
            {"date": each.on.isoformat(), "role": str(each.role), "times": each.times} for each in openings.rows()
        ]
        return _facts(case, sealing.key_of(case)) | {"openings": opened}


def questions() -> dict[str, Kept]:
    """For the register: the questions of the interview, each with its own period."""
    return QUESTIONS


@contextmanager
def overseen(*, by: int) -> Iterator[list[Clock]]:
    """For the data protection officer's page: numbers and clocks of people's requests; while it is open, what is due in the
    files can be counted too. One opening, in the officer's name."""
    with compartment.task(compartment.Task.RETENTION, purpose="rights.oversee", by=by):
        yield rights_requests.clocks()


def _facts(case: Case, key: bytes) -> dict[str, Any]:
    return {
        "made_at": clock.now().isoformat(),
        "identity": identity.of_row(case, key).as_content(),
        "language": case.language,
        "reach_by": case.reach_by,
        "opened_at": case.opened_at.isoformat(),
        "last_contact_at": case.last_contact_at.isoformat(),
        "requests": _rows(Request.objects.filter(case=case), "asked_at", "source", "urgency", "reach_by"),
        "appointments": _rows(Appointment.objects.filter(case=case), "starts_at", "ends_at", "mode", "state"),
        "interviews": _rows(Interview.objects.filter(case=case), "held_on", "mode", "minutes"),
        "wishes": sorted(entitlements.wishes_of(case.beneficiary)) if case.beneficiary else [],
        "decisions": [_decision(case, row, key) for row in Decision.objects.filter(case=case).order_by("starts")],
        "messages": letterbox.copy_of(case, key),
        "pauses": _rows(Pause.objects.filter(case=case), "starts", "ends"),
        "rights": _rows(RightsRequest.objects.filter(case=case), "received_on", "number", "kind", "due_on", "outcome"),
        "baskets": [
            {"date": each.date.isoformat(), "state": each.state, "content": list(each.lines)} for each in _baskets(case)
        ],
    }


def _baskets(case: Case) -> list[pickups.Pickup]:
    """Those of the plan, and those that were given at once."""
    given = EmergencyGrant.objects.filter(case=case).values_list("beneficiary", flat=True)
    numbers = [*([case.beneficiary] if case.beneficiary else []), *given]
    return pickups.pickups_of(numbers) if numbers else []


def _rows(rows: Any, *names: str) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        for row in rows.order_by(names[0]).values(*names)
    ]


def _decision(case: Case, row: Decision, key: bytes) -> dict[str, Any]:
    terms = read_terms(case, row, key)
    return {
        "kind": row.kind,
        "about": read_about(case, row, key),
        "quantity": row.quantity,
        "frequency": row.frequency,
        "starts": row.starts.isoformat(),
        "last_day": row.last_day.isoformat(),
        "terms": terms.as_content() if terms else None,
        "consent_at": row.consent_at.isoformat() if row.consent_at else None,
        "returned_on": row.returned_on.isoformat() if row.returned_on else None,
    }


def _close_requests(case: Case, by: int) -> None:
    """What was asked about data that are gone is answered; the row keeps its number and its clock alone."""
    asked = RightsRequest.objects.filter(case=case)
    asked.filter(answered_at=None).update(
        case=None, sealed_note=None, answered_at=clock.now(), answered_by=by, outcome=RightsRequest.Outcome.DONE
    )
    asked.update(case=None, sealed_note=None)


def _end_aid(beneficiary: UUID, by: int) -> None:
    try:
        entitlements.end_entitlement(beneficiary=beneficiary, on=clock.today(), by=by)
    except NoEntitlement:
        return


def _count_what_goes(case: Case) -> None:
    """Files opened, requests by source, days waited: one more in the month where each belongs."""
    count(_local(case.opened_at), "new")
    for request in Request.objects.filter(case=case):
        count(_local(request.asked_at), f"requests.{request.source}")
    asked = Request.objects.filter(case=case).aggregate(first=Min(TruncDate("asked_at")))["first"]
    held = Interview.objects.filter(case=case, signed_at__isnull=False).aggregate(first=Min("held_on"))["first"]
    if asked and held:
        count(held, f"wait_interview.{max((held - asked).days, 0)}")
    mine = pickups.pickups_of([case.beneficiary], lines=False) if case.beneficiary else []
    collected = [each.date for each in mine if each.state == "collected"]
    if asked and collected:
        count(min(collected), f"wait_aid.{max((min(collected) - asked).days, 0)}")
    _count_grants(case)


def _count_grants(case: Case) -> None:
    """Each kind of help in each month in which it was granted, and which of these months were not the first of their school
    year; weekly baskets count when collected."""
    granted = Decision.objects.filter(case=case).exclude(kind=Decision.Kind.WEEKLY_BASKET)
    months = sorted({(kind, _local(at).replace(day=1)) for kind, at in granted.values_list("kind", "decided_at")})
    years = set()
    for kind, month in months:
        count(month, f"granted.{kind}")
        year = (kind, school_year_of(month))
        if year in years:
            count(month, f"granted_again.{kind}")
        years.add(year)


def _local(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def count(day: date, figure: str) -> None:
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    row, _made = AnonymousCount.objects.get_or_create(starts=first, ends=last, figure=figure, defaults={"count": 0})
    AnonymousCount.objects.filter(id=row.id).update(count=F("count") + 1)
