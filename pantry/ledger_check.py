"""The nightly comparison: balances and months against the ledger they follow from."""

from dataclasses import dataclass

from django.db import connection, transaction

from coop.audit import journal
from coop.web import clock
from pantry.models import StockTask

LOTS = """
    SELECT lot.id, lot.balance, coalesce(sum(m.quantity), 0)::bigint,
           coalesce(sum(m.quantity) FILTER (WHERE m.place_id = lot.place_id), 0)::bigint
    FROM pantry_lot AS lot LEFT JOIN pantry_movement AS m ON m.lot_id = lot.id
    GROUP BY lot.id
    HAVING lot.balance <> coalesce(sum(m.quantity), 0)
        OR lot.balance <> coalesce(sum(m.quantity) FILTER (WHERE m.place_id = lot.place_id), 0)
    ORDER BY lot.id
"""
MONTHS = """
    WITH lines AS (
        SELECT date_trunc('month', m.happened_on)::date AS month, m.kind, lot."group", lot.source, m.reason,
               sum(m.quantity * lot.grams_each)::bigint AS grams, sum(m.quantity)::bigint AS units
        FROM pantry_movement AS m JOIN pantry_lot AS lot ON lot.id = m.lot_id GROUP BY 1, 2, 3, 4, 5
    )
    SELECT month, kind, "group", source, reason, coalesce(kept.units, 0), coalesce(lines.units, 0)
    FROM lines FULL JOIN pantry_month AS kept USING (month, kind, "group", source, reason)
    WHERE coalesce(kept.grams, 0) <> coalesce(lines.grams, 0) OR coalesce(kept.units, 0) <> coalesce(lines.units, 0)
    ORDER BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Difference:
    """Something kept beside the ledger that does not agree with it."""

    what: str
    kept: int
    ledger: int
    lot_id: int | None = None

    def __str__(self) -> str:
        return f"{self.what}: {self.kept} kept, {self.ledger} in the ledger"


def differences() -> list[Difference]:
    """Lots first, then months. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(LOTS)
        lots = [
            Difference(f"lot {pk}", kept, summed, pk)
            if kept != summed
            else Difference(f"lot {pk} at its place", kept, there, pk)
            for pk, kept, summed, there in cursor.fetchall()
        ]
        cursor.execute(MONTHS)
        months = [
            Difference(f"month {month:%Y-%m} {' '.join(filter(None, key))}", kept, summed)
            for month, *key, kept, summed in cursor.fetchall()
        ]
    return lots + months


@transaction.atomic
def open_tasks(found: list[Difference]) -> None:
    """A task for each lot that differs and has none open yet."""
    for difference in found:
        if difference.lot_id is None:
            continue
        StockTask.objects.get_or_create(
            lot_id=difference.lot_id,
            kind=StockTask.Kind.LEDGER_DIFFERS,
            done_at=None,
            defaults={
                "quantity": abs(difference.kept - difference.ledger),
                "opened_at": clock.now(),
                "opened_by": journal.SYSTEM,
            },
        )
