"""Published figures for the school's own programs: JSON, read only, behind a key that management makes and takes back.

What stands there is what is printed: closed months and years, through the gate with the threshold of what leaves the house. The
running month is left out, so that nobody watches it move. A key is a random number of 256 bits, shown once; its digest is kept.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from coop.audit import journal
from coop.reports import history, words
from coop.reports.definitions import DEFINITIONS, VERSION
from coop.reports.details import Row, details
from coop.reports.disclosure import Cell
from coop.reports.errors import NoMoreKeys, TooManyReads
from coop.reports.models import FeedKey
from coop.reports.published import Month, Year
from coop.web import clock, tries
from coop.web.calendars import digest, new_token

HOUR, READS, MOST_KEYS = 3600, 120, 10
FORMAT = 1


@transaction.atomic
def make_key(*, name: str, by: int) -> str:
    """A new key for one program. Answers the key, which nobody can read again. Refuses an eleventh."""
    if FeedKey.objects.count() >= MOST_KEYS:
        raise NoMoreKeys
    token = new_token()
    row = FeedKey.objects.create(name=name, digest=digest(token), made_at=clock.now(), made_by=by)
    journal.record(by=by, action="reports.feed.make_key", object_type="feed_key", object_id=row.pk)
    return token


@transaction.atomic
def end_key(*, key_id: int, by: int) -> None:
    """The key opens nothing any more. Ending it twice changes nothing."""
    gone, _by_model = FeedKey.objects.filter(pk=key_id).delete()
    if gone:
        journal.record(by=by, action="reports.feed.end_key", object_type="feed_key", object_id=key_id)


def opens(token: str) -> bool:
    """Whether a key opens the feed. One query. Refuses one that is used more than 120 times an hour."""
    known = digest(token)
    if tries.count(f"reports.feed:{known.hex()}", within=HOUR) > READS:
        raise TooManyReads
    return FeedKey.objects.filter(digest=known).exists()


def years() -> dict[str, Any]:
    """Which school years there are, and what the figures mean."""
    return {
        "format": FORMAT,
        "school_years": history.known_years(),
        "definitions": {
            each.code: {"label": str(each.label), "says": str(each.says), "source": str(each.source)}
            for each in DEFINITIONS.values()
        },
    }


def year(school_year: int) -> dict[str, Any] | None:
    """The closed months of a school year, and its totals once it is closed; None when no month of it is."""
    if school_year not in history.known_years():
        return None
    page = history.year_page_of(school_year, history.OUTSIDE)
    months = history.closed_months(school_year, history.OUTSIDE)
    return {
        "format": FORMAT,
        "definitions_version": VERSION,
        "school_year": page.label,
        "hidden_below": page.k,
        "totals": _totals(page.totals) if page.totals else [],
        "months": [_month(month) for month in months],
    }


def _totals(totals: Year) -> list[dict[str, Any]]:
    cells = {"helped": totals.helped, "handed": totals.handed} | totals.people
    rows = [{"figure": code, **_counted(cell)} for code, cell in cells.items()]
    rows += [{"figure": "by_kind", "part": code, **_counted(cell)} for code, cell in totals.kinds.items()]
    for code in ("received_kg", "handed_kg", "lost_kg", "hours"):
        value: int = getattr(totals, code)
        rows.append({"figure": code, "value": value, "printed": str(value)})
    return rows


def _counted(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {"value": cell.value, "printed": words.printed(cell)}
    return found | {"hidden": words.reason(cell)} if cell.is_hidden else found


def _month(month: Month) -> dict[str, Any]:
    return {
        "month": f"{month.first_day:%Y-%m}",
        "closed_at": month.closed_at.isoformat() if month.closed_at else None,
        "figures": [_figure(row) for section in details([month]).sections for row in section.rows],
    }


def _figure(row: Row) -> dict[str, Any]:
    """`value` is a number or nothing, `printed` what people read; `hidden` says why there is no number."""
    value = row.values[0]
    found = {"figure": row.definition.code, "value": _number(value.plain), "printed": value.text}
    if row.part:
        found["part"] = row.code
        found["label"] = row.part
    if value.reason:
        found["hidden"] = value.reason
    return found


def _number(text: str) -> int | None:
    return int(text) if text.removeprefix("-").isdecimal() else None
