"""What was agreed in an interview, each step with its day: signed with the text, and something to do until it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from coop.web import clock
from referrals import sealing
from referrals.models import FollowUp, Interview


class NextStep(models.TextChoices):
    PLAN = "plan", gettext_lazy("A plan")
    PARTNER = "partner", gettext_lazy("A partner")
    AGAIN = "again", gettext_lazy("Meet again")


@dataclass(frozen=True)
class Step:
    """`place` is its line in the interview: an amended step stays the same thing to do."""

    place: int
    words: str
    due_on: date

    def as_content(self) -> dict[str, Any]:
        return {"place": self.place, "words": self.words, "due_on": self.due_on.isoformat()}

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Step:
        return cls(content["place"], content["words"], date.fromisoformat(content["due_on"]))


def write(*, interview: Interview, steps: Sequence[Step], next_on: date | None, secret: bool) -> None:
    """Bring what is to be done in line with what was signed: new steps are added, changed ones changed, dropped ones taken
    away; what is done stays done. `secret` keeps the words from the circle. Needs the compartment open for social work."""
    wanted = {f"{_prefix(interview)}{step.place}": (step.words, step.due_on) for step in steps}
    if next_on:
        wanted[f"{_prefix(interview)}{NextStep.AGAIN}"] = (str(NextStep.AGAIN.label), next_on)
    there = FollowUp.objects.filter(
        case=interview.case, kind=FollowUp.Kind.AGREED, about__startswith=_prefix(interview)
    )
    known = {row.about: row for row in there}
    there.filter(done_at=None).exclude(about__in=wanted).delete()
    key = sealing.key_of(interview.case)
    for about, (words, due_on) in wanted.items():
        row = known.get(about) or FollowUp(case=interview.case, kind=FollowUp.Kind.AGREED, about=about)
        if row.done_at is None:
            _keep(row, "" if secret else words, due_on, key)


def _keep(row: FollowUp, words: str, due_on: date, key: bytes) -> None:
    fresh = row._state.adding
    row.due_on, row.made_at = due_on, row.made_at or clock.now()
    row.sealed_words = sealing.seal(key, words, what="step", of=row.id) if words else None
    row.save(force_insert=fresh, force_update=not fresh)


def words_of(row_id: Any, sealed: Any, key: bytes) -> str:
    """What is to be done, in the words of the interview; empty when there are none for the circle."""
    return sealing.unseal(key, sealed, what="step", of=row_id) if sealed else ""


def _prefix(interview: Interview) -> str:
    return f"interview:{interview.id}:"
