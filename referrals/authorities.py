"""Telling an authority: what was told, to whom, when, on which ground; in the file for its circle, in the journal by its number.

The secret of the profession gives way where the law says so (Code pénal, art. 226-14): ill-treatment of a minor or of somebody
who cannot protect themselves, to the judicial, medical or administrative authorities; a dangerous person with a weapon, to the
préfet. The application decides nothing and sends nothing: it remembers that a person decided.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from coop.audit import journal
from coop.web import clock
from referrals import access, compartment, sealing
from referrals.errors import NotYetTold
from referrals.models import AuthorityReport


@dataclass(frozen=True)
class Told:
    """To whom, what, and the number of the letter or the call, if there is one."""

    authority: str
    what: str
    reference: str = ""


def report(*, case_id: UUID, told: Told, ground: str, on: date, by: int) -> UUID:
    """Note that an authority was told. Refuses a day that has not come."""
    if on > clock.today():
        raise NotYetTold
    with compartment.social_work(by=by, purpose="case.report", person=case_id):
        case = access.case_for(by, case_id)
        row = AuthorityReport(case=case, reported_on=on, ground=ground, decided_by=by, made_at=clock.now())
        row.sealed_content = sealing.seal(sealing.key_of(case), asdict(told), what="authority", of=row.id)
        row.save(force_insert=True)
        journal.record(
            by=by,
            action="referrals.case.report",
            object_type="referrals.authorityreport",
            object_id=row.id,
            person=str(case_id),
        )
    return row.id


def read(row: AuthorityReport, key: bytes) -> Told:
    return Told(**sealing.unseal(key, row.sealed_content, what="authority", of=row.id))
