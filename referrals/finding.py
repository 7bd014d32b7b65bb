"""Finding a file by the beginning of a name, a phone number or a basket number.

Names lie sealed and no index of them exists in clear: those of the files that the reader may open are unsealed for this one
question, a bounded number of them, and forgotten with the answer. What was typed is kept nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from coop.vault import blind
from coop.web import clock
from pantry import pickups
from referrals import access, compartment, identity
from referrals.cases import FileLine, line_of

MOST_READ = 2000
MOST_SHOWN = 25
BASKETS_SINCE = timedelta(days=60)
LONGEST_BASKET_NUMBER = 3
SHORTEST_PHONE = 4


@dataclass(frozen=True)
class Found:
    """`all_read` is false when the oldest files were not looked at: there were too many."""

    files: list[FileLine]
    all_read: bool


@dataclass(frozen=True)
class _Wanted:
    words: list[str]
    digits: str
    beneficiaries: dict[UUID, date]

    def matches(self, who: identity.Identity) -> bool:
        if len(self.digits) >= SHORTEST_PHONE:
            return self.digits.removeprefix("0") in blind.norm_phone(who.phone)
        parts = blind.name_parts(who.name)
        return bool(self.words) and all(any(part.startswith(word) for part in parts) for word in self.words)


def find(*, typed: str, by: int) -> Found:
    """The files of one's circles, closed ones too, that this may mean; the latest contact first."""
    wanted = _wanted(typed)
    with compartment.social_work(by=by, purpose="case.find"):
        rows = list(access.cases_of(by).order_by("-last_contact_at", "id")[: MOST_READ + 1])
        known = [(row, identity.of_row(row)) for row in rows[:MOST_READ]]
    hits = [(row, who) for row, who in known if row.beneficiary in wanted.beneficiaries or wanted.matches(who)]
    return Found([line_of(row, who) for row, who in hits[:MOST_SHOWN]], all_read=len(rows) <= MOST_READ)


def _wanted(typed: str) -> _Wanted:
    digits = re.sub(r"\D", "", typed.replace("+33", "0"))
    is_basket = 0 < len(digits) <= LONGEST_BASKET_NUMBER
    since = clock.today() - BASKETS_SINCE
    baskets = pickups.beneficiaries_of(int(digits), since=since) if is_basket else []
    return _Wanted([] if digits else blind.name_parts(typed), digits, dict(reversed(baskets)))
