"""Sealing the journal, and letting go of its oldest part.

Verbs write rows unchained, so that two of them never wait for each other. Each minute the sealer takes the rows that no open
transaction can still join (their transaction is older than every open one), puts them into the next numbered block, and keeps a
SHA-256 over these rows and the hash of the block before. Retention removes whole old blocks and keeps the last hash as the anchor
from which the rest is verified.

Both are functions of the database's owner (migration 0002): the application's account can call them but cannot change, remove
or number a row itself. `verify.py` computes the same hashes independently.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from coop.web import clock

from . import journal
from .models import JournalEntry

MOST = 5_000  # rows in one block
LATE = timedelta(minutes=10)  # it runs each minute; a transaction open for longer than this is worth a look as well
SHORTEST, LONGEST = 183, 366  # days; six months to one year


def seal() -> int:
    """Seal every row that can be; how many."""
    total = 0
    while sealed := _call("SELECT audit_seal(%s)", MOST):
        total += sealed
    return total


def keeps_up() -> bool:
    """Whether no row has waited too long for its block: the sealer runs, and no transaction stays open for ever."""
    return not JournalEntry.objects.filter(block__isnull=True, recorded_at__lt=clock.now() - LATE).exists()


def retire() -> int:
    """Remove whole blocks older than the setting; how many rows. The database refuses less than six months."""
    days = settings.JOURNAL_DAYS
    if not SHORTEST <= days <= LONGEST:
        raise ValueError(f"JOURNAL_DAYS is {days}; the journal is kept between {SHORTEST} and {LONGEST} days.")
    gone = _call("SELECT audit_retire(%s)", days)
    if gone:
        journal.record(
            by=journal.SYSTEM, action="audit.journal.retire", object_type="journal", object_id=days, state=str(gone)
        )
    return gone


def _call(statement: str, argument: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [argument])
        return cursor.fetchone()[0]
