"""The social worker's queue: who waits, since when, who they might already be; and taking a request."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from coop.audit import journal
from coop.web import clock
from referrals import access, cases, compartment, identity, notifications, sealing
from referrals.errors import AlreadyClosed, AlreadyTaken
from referrals.identity import Identity
from referrals.models import Appointment, BlindMark, Case, Receipt, Request
from referrals.models.requests import Urgency

ORDER = [Urgency.TODAY, Urgency.WEEK, Urgency.WHEN_POSSIBLE]


@dataclass(frozen=True)
class Duplicate:
    """Somebody who may be the same person, and why. `name` is empty for a file outside the reader's circles."""

    name: str
    why: tuple[str, ...]
    case_id: UUID | None = None
    request_id: UUID | None = None


@dataclass(frozen=True)
class Waiting:
    """A request as the social worker reads it."""

    id: UUID
    who: Identity
    asked_at: datetime
    urgency: str
    source: str
    reach_by: str
    language: str
    note: dict
    wished_at: datetime | None = None
    duplicates: list[Duplicate] = field(default_factory=list)


def waiting(*, by: int) -> list[Waiting]:
    """Everything that nobody has taken: most urgent first, then the longest waiting. Needs an open compartment."""
    rows = list(access.queue().order_by("asked_at")[:200])
    wished = dict(
        Appointment.objects.filter(request__in=[row.id for row in rows], state=Appointment.State.WISHED).values_list(
            "request_id", "starts_at"
        )
    )
    read = {row.id: _read(row, wished.get(row.id)) for row in rows}
    for request_id, found in _duplicates(read, by=by).items():
        read[request_id].duplicates.extend(found)
    return sorted(read.values(), key=lambda each: ORDER.index(Urgency(each.urgency)))


def _read(row: Request, wished_at: datetime | None) -> Waiting:
    key = sealing.key_of(row)
    return Waiting(
        id=row.id,
        who=identity.of_row(row, key),
        asked_at=row.asked_at,
        urgency=row.urgency,
        source=row.source,
        reach_by=row.reach_by,
        language=row.language,
        note=sealing.unseal(key, row.sealed_note, what="note", of=row.id),
        wished_at=wished_at,
    )


TWINS = """
SELECT mine.request_id, other.kind, other.case_id, other.request_id
  FROM referrals_blindmark mine
  JOIN referrals_blindmark other ON other.digest = mine.digest AND other.kind = mine.kind AND other.id <> mine.id
 WHERE mine.request_id = ANY(%s)
   AND (other.case_id IS NOT NULL OR other.request_id = ANY(%s) AND other.request_id <> mine.request_id)
"""


def _duplicates(read: dict[UUID, Waiting], *, by: int) -> dict[UUID, list[Duplicate]]:
    with connection.cursor() as cursor:
        cursor.execute(TWINS, [list(read), list(read)])
        matches: dict[tuple[UUID, UUID | None, UUID | None], list[str]] = defaultdict(list)
        for request_id, kind, case_id, other_id in cursor.fetchall():
            matches[request_id, case_id, other_id].append(kind)
    probable = {pair: why for pair, kinds in matches.items() if (why := identity.reasons(kinds))}
    known = access.cases_of(by).in_bulk({case_id for _mine, case_id, _other in probable if case_id})
    names = {case_id: identity.of_row(case).name for case_id, case in known.items()}
    names |= {request_id: each.who.name for request_id, each in read.items()}
    found: dict[UUID, list[Duplicate]] = defaultdict(list)
    for (request_id, case_id, other_id), kinds in probable.items():
        labels = tuple(str(BlindMark.Kind(kind).label) for kind in kinds)
        openable = case_id if case_id in known else None
        found[request_id].append(Duplicate(names.get(case_id or other_id, ""), labels, openable, other_id))
    return found


def take(*, request_id: UUID, by: int) -> UUID:
    """Open a file from a request: the circle is the social worker who takes it, and nobody else."""
    with compartment.social_work(by=by, purpose="request.take"):
        request = _locked(request_id, by)
        who = identity.of_row(request)
        case = cases.new_case(who=who, reach_by=request.reach_by, language=request.language, by=by)
        _attach(request, case, by)
    return case.id


def join(*, request_id: UUID, case_id: UUID, by: int) -> UUID:
    """It is the same person: put the request into a file that exists. What was not known is completed, nothing replaced."""
    with compartment.social_work(by=by, purpose="request.join", person=case_id):
        request = _locked(request_id, by)
        case = access.case_for(by, case_id)
        cases.change_identity(case=case, who=identity.of_row(request).merged_into(identity.of_row(case)), by=by)
        _attach(request, case, by)
    return case.id


def contacted(*, request_id: UUID, by: int) -> None:
    """The social worker has reached the person; whoever referred them sees so, and nothing else."""
    with compartment.social_work(by=by, purpose="request.contacted"):
        request = access.request_for(by, request_id)
        mark_contacted([request])
        journal.record(
            by=by, action="referrals.request.contacted", object_type="referrals.request", object_id=request.id
        )


def close(*, request_id: UUID, by: int) -> None:
    """Nothing came of it, or it is done. Who referred sees `closed`."""
    with compartment.social_work(by=by, purpose="request.close"):
        request = access.request_for(by, request_id)
        if request.closed_at:
            raise AlreadyClosed
        now = clock.now()
        Request.objects.filter(id=request.id, closed_at=None).update(closed_at=now, closed_by=by)
        if request.receipt_id:
            Receipt.objects.filter(id=request.receipt_id, closed_at=None).update(closed_at=now)
        Appointment.objects.filter(request_id=request.id, state=Appointment.State.WISHED).update(
            state=Appointment.State.CANCELLED, settled_at=now, settled_by=by
        )
        journal.record(by=by, action="referrals.request.close", object_type="referrals.request", object_id=request.id)


def mark_contacted(requests: list[Request]) -> None:
    """Note the first contact, once, on the requests and on what their referrers see."""
    now = clock.now()
    ids = [row.id for row in requests if row.contacted_at is None]
    receipts = [row.receipt_id for row in requests if row.contacted_at is None and row.receipt_id]
    if ids:
        Request.objects.filter(id__in=ids, contacted_at=None).update(contacted_at=now)
    if receipts:
        Receipt.objects.filter(id__in=receipts, contacted_at=None).update(contacted_at=now)


def _locked(request_id: UUID, by: int) -> Request:
    request = Request.objects.select_for_update(of=("self",)).filter(id=request_id).first()
    if request is None or request.taken_at:
        raise AlreadyTaken
    if request.closed_at:
        raise AlreadyClosed
    return request


def _attach(request: Request, case: Case, by: int) -> None:
    now = clock.now()
    Request.objects.filter(id=request.id).update(case=case, taken_at=now, taken_by=by)
    wished = Appointment.objects.filter(request_id=request.id, state=Appointment.State.WISHED)
    hers = list(wished.filter(social_worker_id=by))
    wished.filter(social_worker_id=by).update(case=case, state=Appointment.State.BOOKED)
    for appointment in hers:
        notifications.appointment(case=case, who=identity.of_row(request), appointment=appointment)
    wished.exclude(social_worker_id=by).update(
        case=case, state=Appointment.State.CANCELLED, settled_at=now, settled_by=by
    )
    journal.record(
        by=by,
        action="referrals.request.take",
        object_type="referrals.request",
        object_id=request.id,
        person=str(case.id),
    )
