"""What may be granted, kind by kind: how much, how often, from and to, what it is about and what it must respect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from coop.web import clock
from pantry.models.entitlements import SIZED_BY
from referrals import sealing
from referrals.errors import ConsentMissing, LetterNeedsConsent, WrongDates
from referrals.models import Case, Decision

Kind, Frequency = Decision.Kind, Decision.Frequency
BASKETS = (Kind.WEEKLY_BASKET, Kind.EMERGENCY_BASKET)
WITH_TERMS = (*BASKETS, Kind.HYGIENE, Kind.CLOTHES)
RENEWED = (Kind.WEEKLY_BASKET, Kind.HYGIENE, Kind.CLOTHES, Kind.TICKETS, Kind.BOOK_LOAN)
"""Kinds that are granted once more as they stood; an emergency and a letter are decided anew each time."""
LOOKED_AT_AGAIN = (Kind.WEEKLY_BASKET, Kind.HYGIENE, Kind.CLOTHES, Kind.ORIENTATION)
"""Kinds of which the day to look at them again is something to do."""
DAYS_BETWEEN = {Frequency.WEEKLY: 7, Frequency.MONTHLY: 30}


@dataclass(frozen=True)
class Terms:
    """Who eats, and what the basket must respect: codes of the pantry, never a reason."""

    persons: int = 1
    children_under_3: int = 0
    allergens: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    cooking: str = "full"

    @property
    def needs_consent(self) -> bool:
        return bool(self.allergens or self.diets)

    def as_content(self) -> dict[str, Any]:
        return {**self.__dict__, "allergens": list(self.allergens), "diets": list(self.diets)}

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Terms:
        return cls(**{**content, "allergens": tuple(content["allergens"]), "diets": tuple(content["diets"])})


@dataclass(frozen=True)
class Wants:
    """Which products or garments, by code, and sizes where they matter."""

    items: tuple[str, ...] = ()
    sizes: Mapping[str, str] = field(default_factory=dict)
    needs_consent = False

    def as_content(self) -> dict[str, Any]:
        return {"items": list(self.items), "sizes": dict(self.sizes)}

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Wants:
        return cls(tuple(content["items"]), content["sizes"])


@dataclass(frozen=True)
class Period:
    starts: date
    ends: date
    review_on: date

    @classmethod
    def once(cls, starts: date, ends: date | None = None) -> Period:
        """Nothing to look at again before it ends."""
        return cls(starts, ends or starts, ends or starts)


@dataclass(frozen=True)
class Aid:
    """One line of a plan, as somebody decides it. `about`: words for the file (`label`, and what a letter says)."""

    kind: str
    period: Period
    terms: Terms | Wants | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    quantity: int = 1
    frequency: str = Frequency.ONCE
    allotment_id: int | None = None
    consent: bool = False
    notice: bool | None = None
    """Whether the person wants a mail before it ends; None leaves it as it was."""

    @property
    def needs_consent(self) -> bool:
        return self.kind == Kind.ORIENTATION or bool(self.terms and self.terms.needs_consent)

    @property
    def counted(self) -> int:
        """How many of a limited number it takes: the quantity, each time from the first day to the last."""
        return self.quantity * times(self.frequency, self.period.starts, self.period.ends)

    def refuse_impossible(self) -> None:
        """Dates that do not follow each other; something noted, or a letter written, without the person's agreement."""
        if not self.period.starts <= self.period.review_on <= self.period.ends:
            raise WrongDates
        if self.needs_consent and not self.consent:
            raise LetterNeedsConsent if self.kind == Kind.ORIENTATION else ConsentMissing


def size_of(garment: str, sizes: Mapping[str, str]) -> str:
    """The size that a garment needs, where one was noted: “42”, or for work clothes “L/M”."""
    return "/".join(sizes[name] for name, garments in SIZED_BY.items() if garment in garments and name in sizes)


def times(frequency: str, starts: date, ends: date) -> int:
    """How often within these days, both included: once, or from the first day on every 7 or 30 days."""
    between = DAYS_BETWEEN.get(Frequency(frequency))
    return (ends - starts).days // between + 1 if between else 1


def row_of(case: Case, aid: Aid, by: int) -> Decision:
    """The decision, not saved yet, with what it is about and what it must respect sealed under the key of the file."""
    now, key = clock.now(), sealing.key_of(case)
    row = Decision(
        case=case,
        kind=aid.kind,
        quantity=aid.quantity,
        frequency=aid.frequency,
        allotment_id=aid.allotment_id,
        starts=aid.period.starts,
        ends=aid.period.ends,
        review_on=aid.period.review_on,
        consent_at=now if aid.consent and aid.needs_consent else None,
        decided_at=now,
        decided_by=by,
    )
    if aid.about:
        row.sealed_about = sealing.seal(key, dict(aid.about), what="about", of=row.id)
    if aid.terms:
        row.sealed_terms = sealing.seal(key, aid.terms.as_content(), what="terms", of=row.id)
    return row


def read_terms(case: Case, decision: Decision, key: bytes | None = None) -> Terms | Wants | None:
    """None where there was nothing to note, and once the aid has ended and the needs were forgotten."""
    if decision.sealed_terms is None:
        return None
    content = sealing.unseal(key or sealing.key_of(case), decision.sealed_terms, what="terms", of=decision.id)
    return (Terms if decision.kind in BASKETS else Wants).from_content(content)


def read_about(case: Case, decision: Decision, key: bytes | None = None) -> dict[str, str]:
    if decision.sealed_about is None:
        return {}
    return sealing.unseal(key or sealing.key_of(case), decision.sealed_about, what="about", of=decision.id)


def as_it_stands(case: Case, decision: Decision, period: Period, *, consent: bool) -> Aid:
    """The same aid once more, for other days."""
    key = sealing.key_of(case)
    return Aid(
        kind=decision.kind,
        period=period,
        terms=read_terms(case, decision, key),
        about=read_about(case, decision, key),
        quantity=decision.quantity,
        frequency=decision.frequency,
        allotment_id=decision.allotment_id,
        consent=consent,
    )
