"""The social worker's queue: who waits, since when, who they might already be; and taking a request.

A request may be somebody else's joke. Until the person was reached it opens no file and completes none: what was typed could be
an address that lets a stranger in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from coop.audit import journal
from coop.web import clock
from referrals import access, cases, compartment, identity, notifications, sealing
from referrals.errors import AlreadyClosed, AlreadyTaken
from referrals.identity import Identity
from referrals.models import Appointment, BlindMark, Case, Receipt, Request
from referrals.models.requests import Source, Urgency
from referrals.sealing import Sealed

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
    tried_at: datetime | None = None
    contacted_at: datetime | None = None
    wished_at: datetime | None = None
    duplicates: list[Duplicate] = field(default_factory=list)

    @property
    def is_unconfirmed(self) -> bool:
        """Nobody but whoever typed it says that this person asked."""
        return self.source == Source.SELF and self.contacted_at is None


def waiting(*, by: int) -> list[Waiting]:
    """Everything that nobody has taken: most urgent first, then the longest waiting. Needs an open compartment."""
    rows = list(_with_twins(by).order_by("asked_at")[:200])
    read = {row.id: _read(row) for row in rows}
    for row in rows:
        read[row.id].duplicates.extend(_duplicates(row.twins, read))
    return sorted(read.values(), key=lambda each: ORDER.index(Urgency(each.urgency)))


def _with_twins(by: int) -> QuerySet[Request, Any]:
    """The queue in one statement: each request with the time it wishes for, and the marks that others share with it.

    A digest covers its kind, so equal digests are equal marks. Of a file outside the reader's circles only that it exists.
    """
    wished = Appointment.objects.filter(request=OuterRef("pk"), state=Appointment.State.WISHED)
    file = access.cases_of(by).filter(pk=OuterRef("case")).values(read=_sealed_row())
    mine = BlindMark.objects.filter(request=OuterRef(OuterRef("pk"))).values("digest")
    others = BlindMark.objects.filter(digest__in=mine).exclude(request=OuterRef("pk"))
    marks = others.filter(Q(case__isnull=False) | Q(request__in=access.queue().values("pk"))).values(
        twin=JSONObject(kind="kind", case="case_id", request="request_id", file=Subquery(file[:1]))
    )
    return access.queue().annotate(wished_at=Subquery(wished.values("starts_at")[:1]), twins=ArraySubquery(marks))


def _sealed_row() -> JSONObject:
    hexed = {name: Func(F(name), Value("hex"), function="encode") for name in ("wrapped_key", "sealed_identity")}
    return JSONObject(id="id", **hexed)


def _read(row: Any) -> Waiting:
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
        tried_at=row.tried_at,
        contacted_at=row.contacted_at,
        wished_at=row.wished_at,
    )


def _duplicates(twins: list[dict[str, Any]], read: dict[UUID, Waiting]) -> list[Duplicate]:
    matches: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    files = {}
    for twin in twins:
        matches[twin["case"], twin["request"]].append(twin["kind"])
        files[twin["case"]] = twin["file"]
    probable = {pair: why for pair, kinds in matches.items() if (why := identity.reasons(kinds))}
    return [_duplicate(request, files[case], why, read) for (case, request), why in probable.items()]


def _duplicate(
    request: str | None, file: dict[str, str] | None, why: list[str], read: dict[UUID, Waiting]
) -> Duplicate:
    labels = tuple(str(BlindMark.Kind(kind).label) for kind in why)
    if request:
        other = read.get(UUID(request))
        return Duplicate(other.who.name if other else "", labels, request_id=UUID(request))
    if not file:
        return Duplicate("", labels)
    known = Sealed(UUID(file["id"]), *(bytes.fromhex(file[name]) for name in ("wrapped_key", "sealed_identity")))
    return Duplicate(identity.of_row(known).name, labels, case_id=known.id)


def take(*, request_id: UUID, by: int) -> UUID:
    """The person was reached: open a file, whose circle is the social worker who takes it, and nobody else."""
    with compartment.social_work(by=by, purpose="request.take"):
        request = _locked(request_id, by)
        who = identity.of_row(request)
        case = cases.new_case(who=who, reach_by=request.reach_by, language=request.language, by=by)
        _attach(request, case, by)
    return case.id


def join(*, request_id: UUID, case_id: UUID, by: int) -> UUID:
    """The person was reached and has a file: the request goes there. What was not known is completed, nothing replaced."""
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
    mark_contacted([request])
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
