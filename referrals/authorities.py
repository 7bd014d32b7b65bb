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
from referrals.models import AuthorityReport, Case, ReportDecision


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


@dataclass(frozen=True)
class Copy:
    """Whether reports are in the copy that a person receives, and why; their children's and their own safety come first."""

    shared: bool
    why: str


def about_copy(*, case_id: UUID, by: int) -> tuple[bool, Copy | None]:
    """Whether a file holds reports, and what was decided about them last time."""
    with compartment.social_work(by=by, purpose="archive.rights", person=case_id):
        case = access.case_for(by, case_id)
        return AuthorityReport.objects.filter(case=case).exists(), last_decision(case)


def last_decision(case: Case) -> Copy | None:
    """Needs the compartment open for the circle, or for the rights of this person."""
    row = ReportDecision.objects.filter(case=case).order_by("-decided_at", "-id").first()
    if row is None:
        return None
    return Copy(row.shared, sealing.unseal(sealing.key_of(case), row.sealed_why, what="report_copy", of=row.id))


def decide_about_copy(*, case: Case, number: str, copy: Copy, by: int) -> None:
    """In answer to the request for access of this number. Needs the compartment open for the circle."""
    row = ReportDecision(case=case, number=number, shared=copy.shared, decided_by=by, decided_at=clock.now())
    row.sealed_why = sealing.seal(sealing.key_of(case), copy.why, what="report_copy", of=row.id)
    row.save(force_insert=True)
    journal.record(
        by=by,
        action="referrals.case.report_copy",
        object_type="referrals.reportdecision",
        object_id=row.id,
        state="shared" if copy.shared else "left_out",
        person=str(case.id),
    )
