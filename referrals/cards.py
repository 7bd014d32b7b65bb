"""Codes beyond the learner's own page: passed on to somebody who comes for them, given again after a lost phone, printed on a card.

Wherever a code comes from, the desk sees the same six characters: nobody there learns which way it took.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from coop.audit import journal
from coop.documents import pdf
from coop.web import clock
from coop.web.qr import data_uri
from pantry import codes as pantry_codes
from pantry import pickups
from referrals import access, codes, compartment, sealing
from referrals.errors import NoCodeNow, TooManyCodes
from referrals.models import CardCode, Case, PickupCode

WEEKS = 4
MOST = 12
"""So many codes a basket may have in its week before a person is asked to talk to somebody."""


@dataclass(frozen=True)
class Line:
    """One day of a card. Without a code (None) it is drawn on demand."""

    date: date
    starts_at: time
    ends_at: time
    place: str
    code: dict[str, str] | None

    @property
    def picture(self) -> str:
        """To be scanned from the paper."""
        return data_uri(self.code["code"]) if self.code else ""


@transaction.atomic
def pass_on(*, case_id: UUID) -> None:
    """A code for whoever comes instead: a new one, and the learner's own dies. It opens the bag once, like any other."""
    _renew(case_id, by=journal.SYSTEM, passed_on_at=clock.now())


@transaction.atomic
def take_back(*, case_id: UUID) -> None:
    """Nobody comes instead after all: the code that was passed on dies."""
    _renew(case_id, by=journal.SYSTEM, passed_on_at=None)


@transaction.atomic
def replace(*, case_id: UUID, by: int) -> None:
    """The phone is lost, or the card: a social worker of the file saw who it is. The code before dies."""
    with compartment.social_work(by=by, purpose="case.code", person=case_id):
        access.case_for(by, case_id)
    _renew(case_id, by=by, passed_on_at=None)


def _renew(case_id: UUID, *, by: int, passed_on_at: datetime | None) -> None:
    with compartment.task(compartment.Task.CODES, purpose="codes.renew"):
        case = Case.objects.get(id=case_id)
        kept = _next(case)
        if kept is None:
            raise NoCodeNow
        if pantry_codes.given_to(kept.basket_id) >= MOST:
            raise TooManyCodes
        issued = pantry_codes.issue_code(basket_id=kept.basket_id, by=by)
        codes.seal_into(kept, issued, sealing.key_of(case))
        kept.issued_at, kept.passed_on_at = clock.now(), passed_on_at
        kept.save(update_fields=["sealed_code", "issued_at", "passed_on_at"])
    journal.record(by=by, action="referrals.code.renew", object_type="referrals.case", object_id=case_id)


def _next(case: Case) -> PickupCode | None:
    """The code of the next basket that waits."""
    mine = pickups.pickups_of([case.beneficiary], since=clock.today(), lines=False) if case.beneficiary else []
    waiting = {each.basket_id for each in mine if each.state in codes.WAITING}
    return PickupCode.objects.filter(case=case, basket_id__in=waiting).order_by("distribution_date", "id").first()


def card(*, case_id: UUID, by: int) -> list[Line]:
    """The coming weeks with the codes that are there already: of baskets, and drawn for a card. Soonest first."""
    with compartment.social_work(by=by, purpose="case.card", person=case_id):
        case = access.case_for(by, case_id)
        key = sealing.key_of(case)
        mine = pickups.pickups_of([case.beneficiary], since=clock.today(), lines=False) if case.beneficiary else []
        waiting = {each.basket_id: each for each in mine if each.state in codes.WAITING}
        kept = PickupCode.objects.filter(case=case, basket_id__in=waiting).order_by("distribution_date", "id")
        now = [
            _line(waiting[row.basket_id], sealing.unseal(key, row.sealed_code, what="code", of=row.id)) for row in kept
        ]
        drawn = {row.distribution_id: row for row in CardCode.objects.filter(case=case).order_by("distribution_date")}
        later = []
        for day in pickups.coming(WEEKS):
            row = drawn.get(day.distribution_id)
            later.append(_line(day, sealing.unseal(key, row.sealed_code, what="code", of=row.id) if row else None))
    return now + later


def _line(day: pickups.Pickup | pickups.Coming, code: dict[str, str] | None) -> Line:
    return Line(day.date, day.starts_at, day.ends_at, day.place, code)


@transaction.atomic
def draw(*, case_id: UUID, by: int) -> int:
    """Codes for the coming weeks, for a card; how many were missing. Each becomes the basket's code when its week is frozen."""
    made = 0
    with compartment.social_work(by=by, purpose="case.card", person=case_id):
        case = access.case_for(by, case_id)
        key = sealing.key_of(case)
        there = set(CardCode.objects.filter(case=case).values_list("distribution_id", flat=True))
        for day in pickups.coming(WEEKS):
            if day.distribution_id in there:
                continue
            number, issued = pantry_codes.draw(distribution_id=day.distribution_id, by=by)
            row = CardCode(case=case, distribution_id=day.distribution_id, distribution_date=day.date, drawn_id=number)
            row.made_at = clock.now()
            codes.seal_into(row, issued, key)
            row.save(force_insert=True)
            made += 1
    journal.record(by=by, action="referrals.card.draw", object_type="referrals.case", object_id=case_id)
    return made


def printed(*, case_id: UUID, by: int, language: str) -> bytes:
    """The card as PDF: day, hours, place, code, word. No name, and no word on what it is for."""
    lines = [line for line in card(case_id=case_id, by=by) if line.code]
    if not lines:
        raise NoCodeNow
    return pdf.printed("referrals/card_pdf.html", {"title": "CO’OP", "lines": lines}, language)
