"""The monthly summary of the ledger, kept in the transaction of each movement. Only `pantry/ledger.py` writes it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from pantry.ledger import Entry

ADD_UP = """ON CONFLICT (month, kind, "group", source, reason) DO UPDATE SET
    grams = pantry_month.grams + excluded.grams,
    grams_assumed = pantry_month.grams_assumed + excluded.grams_assumed,
    units = pantry_month.units + excluded.units"""


def add(entries: Sequence[Entry], day: dt.date) -> None:
    """Rows in one order, so that two writers never wait for each other crosswise."""
    sums: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for e in entries:
        row = sums[(e.kind, e.lot.group, e.lot.source, e.reason)]
        grams = e.quantity * e.lot.grams_each
        row[0] += grams
        row[1] += grams if e.lot.weight_assumed else 0
        row[2] += e.quantity
    if not sums:
        return
    keys = sorted(sums)
    columns = [list(column) for column in zip(*(key + tuple(sums[key]) for key in keys), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO pantry_month (month, kind, "group", source, reason, grams, grams_assumed, units)
            SELECT %s::date, v.* FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[],
                                             %s::bigint[], %s::bigint[], %s::bigint[]) AS v {ADD_UP}
            """,
            [day.replace(day=1), *columns],
        )
