"""Opening a file outside one's own circle, to protect a child: with a written reason, for a day, and never unseen.

Nobody browses: who it is must be told well enough for one file to be meant. The reason is sealed in the file, the journal holds
its number, and every social worker and the data protection officer get a message that names nobody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coop.audit import journal
from coop.web import clock
from referrals import access, compartment, identity, notifications, sealing
from referrals.errors import NoSuchFile, SeveralFiles
from referrals.identity import Identity
from referrals.models import Archive, BlindMark, Case, EmergencyReading

LASTS = timedelta(hours=24)
SHOWN = timedelta(days=90)


@dataclass(frozen=True)
class Reading:
    """What every social worker sees of it; the file itself only for those who may open it."""

    opened_by: int
    opened_at: datetime
    ends_at: datetime
    case_id: UUID | None


def open_file(*, who: Identity, reason: str, by: int) -> UUID:
    """Answers the file. One of one's own circle needs no emergency: it is answered, and nothing is noted."""
    with compartment.social_work(by=by, purpose="case.look_up"):
        case_id = _meant(who)
        if access.may_open(by, case_id):
            return case_id
    with compartment.emergency(by=by, person=case_id):
        case, now = Case.objects.get(id=case_id), clock.now()
        reading = EmergencyReading(case=case, opened_by=by, opened_at=now, ends_at=now + LASTS)
        reading.sealed_reason = sealing.seal(sealing.key_of(case), reason, what="emergency", of=reading.id)
        reading.save(force_insert=True)
        journal.record(
            by=by,
            action="referrals.case.emergency",
            object_type="referrals.emergencyreading",
            object_id=reading.id,
            person=str(case_id),
        )
    notifications.opened_in_an_emergency(number=reading.id)
    return case_id


def _meant(who: Identity) -> UUID:
    """The one file that these words mean, by the rule for probable duplicates. What is archived does not open this way."""
    kinds: dict[UUID, list[str]] = defaultdict(list)
    wanted = [digest for _kind, digest in identity.digests(who)]
    marks = BlindMark.objects.filter(digest__in=wanted, case__isnull=False)
    archived = Archive.objects.filter(ended_at=None).values("case_id")
    for case_id, kind in marks.exclude(case_id__in=archived).values_list("case_id", "kind"):
        kinds[case_id].append(kind)
    meant = [case_id for case_id, found in kinds.items() if identity.reasons(found)]
    if not meant:
        raise NoSuchFile
    if len(meant) > 1:
        raise SeveralFiles
    return meant[0]


def lately(*, by: int) -> list[Reading]:
    """The emergencies of the last three months, whoever it was, latest first."""
    with compartment.social_work(by=by, purpose="case.emergencies"):
        mine = set(access.cases_of(by).values_list("id", flat=True))
        rows = EmergencyReading.objects.filter(opened_at__gte=clock.now() - SHOWN).order_by("-opened_at", "id")
        return [
            Reading(row.opened_by, row.opened_at, row.ends_at, row.case_id if row.case_id in mine else None)
            for row in rows[:100]
        ]


def reason_of(case: Case, reading: EmergencyReading, key: bytes) -> str:
    return sealing.unseal(key, reading.sealed_reason, what="emergency", of=reading.id)
