"""What a social worker does with the baskets that were given at once while she was away: into a file, or let go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.audit import journal
from coop.school.settings import school
from coop.web import clock
from coop.web.access import theirs
from pantry import pickups
from referrals import access, cases, compartment, identity
from referrals.cases import FileLine, line_of
from referrals.errors import AlreadySettled
from referrals.identity import Identity
from referrals.models import BlindMark, Case, EmergencyGrant, EmergencyMark
from referrals.models.requests import Channel
from referrals.sealing import Sealed


@dataclass(frozen=True)
class Waiting:
    """A basket that waits to be settled: whom it was for, what became of the bag, which files it may belong to and why."""

    id: UUID
    who: Identity
    granted_at: datetime
    granted_by: int
    pickup: pickups.Pickup | None
    probable: list[tuple[FileLine, tuple[str, ...]]]
    files: list[FileLine]


def waiting(*, grant_id: UUID, by: int) -> Waiting:
    with compartment.social_work(by=by, purpose="emergency_basket.read"):
        grant = _open(grant_id)
        who = who_of(grant)
        known = {row.id: line_of(row, identity.of_row(row)) for row in _own_files(by)}
        probable = [(known[case_id], why) for case_id, why in _matches(who).items() if case_id in known]
    baskets = pickups.pickups_of([grant.beneficiary])
    files = sorted(known.values(), key=lambda file: file.name)
    return Waiting(grant_id, who, grant.granted_at, grant.granted_by, next(iter(baskets), None), probable, files)


def put_into(*, grant_id: UUID, case_id: UUID, by: int) -> UUID:
    """It belongs to a file of one's circle. What was typed completes nothing there: the coordinator only heard it."""
    with compartment.social_work(by=by, purpose="emergency_basket.link", person=case_id):
        case = access.case_for(by, case_id)
        _settle(_open(grant_id, hold=True), case, by)
    return case_id


def open_file(*, grant_id: UUID, by: int) -> UUID:
    """Nobody knew them yet: a file for whom it was, to be completed when they are reached."""
    with compartment.social_work(by=by, purpose="emergency_basket.link"):
        grant = _open(grant_id, hold=True)
        case = cases.new_case(who=who_of(grant), reach_by=Channel.CALL, language=school().languages[0], by=by)
        _settle(grant, case, by)
    return case.id


def let_go(*, grant_id: UUID, by: int) -> None:
    """No file: the name is erased now. That this person had one stays as a digest until the days are over."""
    with compartment.social_work(by=by, purpose="emergency_basket.let_go"):
        grant = _open(grant_id, hold=True)
        EmergencyGrant.objects.filter(id=grant.id).update(
            wrapped_key=None, sealed_identity=None, settled_at=clock.now(), settled_by=by
        )
        _record(grant, "let_go", by)


def forget() -> int:
    """At night: marks whose days are over, and with them the names; what belongs to no file goes whole. How many marks."""
    today = clock.today()
    limit = clock.months_before(clock.now(), school().retention_months)
    with compartment.task(compartment.Task.RETENTION, purpose="emergency_basket.forget"):
        gone, _by_model = EmergencyMark.objects.filter(ends__lt=today).delete()
        over = EmergencyGrant.objects.filter(settled_at__isnull=False, marks=None)
        over.filter(case=None).delete()
        over.filter(case__isnull=False, sealed_identity__isnull=False).update(wrapped_key=None, sealed_identity=None)
        EmergencyGrant.objects.filter(case=None, granted_at__lt=limit).delete()
    return gone


def _open(grant_id: UUID, *, hold: bool = False) -> EmergencyGrant:
    """One that waits; held when it is about to be settled, so that of two colleagues one is told."""
    grant = theirs(EmergencyGrant.objects.all(), grant_id)
    if hold:
        grant = EmergencyGrant.objects.select_for_update(of=("self",)).filter(id=grant_id).first()
    if grant is None or grant.settled_at:
        raise AlreadySettled
    return grant


def who_of(grant: EmergencyGrant) -> Identity:
    """As the coordinator typed it; needs an opening that may read the row."""
    return identity.of_row(Sealed(grant.id, grant.wrapped_key, grant.sealed_identity))


def _own_files(by: int) -> list[Case]:
    return list(access.cases_of(by).filter(closed_at=None).order_by("-last_contact_at", "id")[:500])


def _matches(who: Identity) -> dict[UUID, tuple[str, ...]]:
    kinds: dict[UUID, list[str]] = defaultdict(list)
    wanted = [digest for _kind, digest in identity.digests(who)]
    marks = BlindMark.objects.filter(digest__in=wanted, case__isnull=False)
    for case_id, kind in marks.values_list("case_id", "kind"):
        kinds[case_id].append(kind)
    return {
        case_id: tuple(str(BlindMark.Kind(kind).label) for kind in why)
        for case_id, found in kinds.items()
        if (why := identity.reasons(found))
    }


def _settle(grant: EmergencyGrant, case: Case, by: int) -> None:
    EmergencyGrant.objects.filter(id=grant.id).update(case=case, settled_at=clock.now(), settled_by=by)
    collected = [
        each.collected_at for each in pickups.pickups_of([grant.beneficiary], lines=False) if each.collected_at
    ]
    if collected and max(collected) > case.last_contact_at:
        Case.objects.filter(id=case.id).update(last_contact_at=max(collected))
    _record(grant, "linked", by, str(case.id))


def _record(grant: EmergencyGrant, state: str, by: int, person: str = "") -> None:
    journal.record(
        by=by,
        action="referrals.emergency_basket.settle",
        object_type="referrals.emergencygrant",
        object_id=grant.id,
        state=state,
        person=person,
    )
