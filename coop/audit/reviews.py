"""Two checks of the journal by a person, each a row of the journal itself: the monthly review signed off, the chain verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.audit import journal, reading, sealing, verify
from coop.audit.models import JournalEntry
from coop.web import clock
from coop.web.errors import Refusal

SIGNED = "audit.openings.review"
VERIFIED = "audit.journal.verify"
HOLDS, BROKEN = "holds", "broken"


class MonthNotOver(Refusal):
    message = _("This month still runs. It can be signed off when it is over.")


@dataclass(frozen=True)
class Signed:
    """Who signed a month off, and when."""

    who: str
    at: datetime


@dataclass(frozen=True)
class Checked:
    """One verification of the chain: by whom, when, whether it held, up to which block; else the first block that does not."""

    who: str
    at: datetime
    holds: bool
    block: str
    flaw: str


def sign_off(*, month: date, by: int) -> None:
    """The month was read and nothing in it stays unexplained. Once for each person; never while the month runs."""
    with transaction.atomic():
        if (month + timedelta(days=32)).replace(day=1) > clock.today():
            raise MonthNotOver
        number = f"{month:%Y-%m}"
        if not JournalEntry.objects.filter(action=SIGNED, object_id=number, by_id=by).exists():
            journal.record(by=by, action=SIGNED, object_type="month", object_id=number, state="signed")


def signatures(month: date) -> list[Signed]:
    rows = list(JournalEntry.objects.filter(action=SIGNED, object_id=f"{month:%Y-%m}").order_by("recorded_at", "id"))
    names = reading.names_of(row.by_id for row in rows) if rows else {}
    return [Signed(names[row.by_id], row.recorded_at) for row in rows]


def check_chain(*, by: int) -> bool:
    """Compute every hash again; the verdict stands in the journal. Whether it holds."""
    verdict = verify.verify()
    journal.record(
        by=by,
        action=VERIFIED,
        object_type="journal",
        object_id=verdict.last_number,
        state=HOLDS if verdict.holds else BROKEN,
        purpose=verdict.broken[:80],
    )
    return verdict.holds


def is_well() -> bool:
    """What /healthz asks: the sealer keeps up, and the chain held when it was last looked at."""
    last = JournalEntry.objects.filter(action=VERIFIED).order_by("-recorded_at", "-id").values_list("state", flat=True)
    return sealing.keeps_up() and last.first() != BROKEN


def checks() -> list[Checked]:
    """The last verifications, the latest first."""
    rows = list(JournalEntry.objects.filter(action=VERIFIED).order_by("-recorded_at", "-id")[:10])
    names = reading.names_of(row.by_id for row in rows) if rows else {}
    return [Checked(names[row.by_id], row.recorded_at, row.state == HOLDS, row.object_id, row.purpose) for row in rows]
