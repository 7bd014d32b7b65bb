"""What still proves a closed month: each kept figure beside the same count made today, and what it rests on.

The ledger keeps its lines for ever, so goods can be counted again from them. Counts of people cannot for ever: files, the join of
a bag to a number, hours and accounts are erased when their time is over. Such a figure is not wrong, it can no longer be shown
to be right; the command says so instead of guessing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from coop.reports import gather
from coop.reports.figures import Figures, next_month
from coop.reports.models import MonthSnapshot
from pantry import reports_ledger as goods
from referrals import reports as people
from volunteers import reports as helpers

LEDGER = ("received_g", "handed_g", "lost_g", "losses_g", "received_by_group", "handed_by_group", "received_by_source")
LATER = ("received_by_source", "donors", "donations", "assumed_g")
"""A donor may be named, or put together with another, after the closing."""
BAGS = ("planned", "handed", "missed", "cancelled", "distributions")
FILES = ("helped", "new", "requests", "by_kind", "wait_days", "waited", "aid_days", "waited_aid", "collectors")
HANDS = ("volunteers", "shifts", "validated_minutes", "waiting_minutes", "claims")
ASIDE = ("year_to_date", "undone_g", "late", "stock_days")


class Verdict(Enum):
    PROVED = "proved"
    MOVED = "known later"
    GONE = "cannot be proved any more"
    DIFFERS = "DIFFERS"


@dataclass(frozen=True)
class Proof:
    """One figure of a closed month. `kept` is what the month says for ever, `now` what counting again gives."""

    code: str
    kept: Any
    now: Any
    verdict: Verdict

    def __str__(self) -> str:
        if self.verdict is Verdict.PROVED:
            return f"{self.code}: {self.verdict.value}"
        return f"{self.code}: {self.verdict.value} (kept {self.kept}, now {self.now})"


def proofs(snapshot: MonthSnapshot) -> list[Proof]:
    """Each figure that the month has, in the order of `Figures`."""
    start = snapshot.first_day
    end = next_month(start) - timedelta(days=1)
    now = gather.between(start, end).as_json() | asdict(goods.lines(start, end))
    kept = Figures.from_json(snapshot.figures).as_json()
    may_differ = _may_differ(start, end)
    return [
        Proof(code, kept[code], now[code], _verdict(code, kept[code], now[code], may_differ))
        for code in snapshot.figures
        if code in kept and code not in ASIDE
    ]


def _verdict(code: str, kept: Any, now: Any, may_differ: dict[str, Verdict]) -> Verdict:
    """Equal is proof where nothing was erased; a file gone takes the proof with it even when an anonymous counter still
    gives the same number."""
    if may_differ.get(code) is Verdict.GONE:
        return Verdict.GONE
    if kept == now:
        return Verdict.PROVED
    return may_differ.get(code, Verdict.DIFFERS)


def _may_differ(start: date, end: date) -> dict[str, Verdict]:
    """Figures that may differ for a good reason."""
    known: dict[str, Verdict] = dict.fromkeys((*LATER, *BAGS, *HANDS), Verdict.MOVED)
    if people.has_gone(start, end):
        known |= dict.fromkeys(FILES, Verdict.GONE)
    if helpers.has_gone(end):
        known |= dict.fromkeys(HANDS, Verdict.GONE)
    return known
