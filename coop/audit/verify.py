"""Can the journal be believed? Every block's hash computed again, in Python, from the rows that are there.

Says since when it can vouch, how many rows wait to be sealed, and which block is the first that does not hold. It does not see a
forger who owns the database and computes every hash anew: for that, compare with a number and hash written down elsewhere
(`verify_journal --against`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from .models import Block, JournalEntry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Verdict:
    since: datetime | None  # the oldest row vouched for
    blocks: int
    rows: int
    unsealed: int
    last_number: int
    last_digest: str
    broken: str = ""  # the first block that does not hold, in a sentence

    @property
    def holds(self) -> bool:
        return not self.broken


def verify() -> Verdict:
    """Read everything in one snapshot. Blocks are read one at a time, so memory stays small."""
    with transaction.atomic():
        return _verify()


def _verify() -> Verdict:
    blocks = list(Block.objects.order_by("number"))
    anchor = blocks.pop(0) if blocks and blocks[0].retired_at else None
    number, digest = (anchor.number, bytes(anchor.digest)) if anchor else (0, b"")
    rows, since, broken = 0, None, ""
    for block in blocks:
        broken = _flaw(block, number + 1, digest)
        if broken:
            break
        number, digest, rows = block.number, bytes(block.digest), rows + block.size
        since = min(since or block.first_at, block.first_at)
    return Verdict(
        since=since,
        blocks=len(blocks),
        rows=rows,
        unsealed=JournalEntry.objects.filter(block__isnull=True).count(),
        last_number=number,
        last_digest=digest.hex(),
        broken=broken or _strays(anchor.number if anchor else 0, number),
    )


def digest_at(number: int) -> str | None:
    """The hash kept for a block, to compare with one written down."""
    found = Block.objects.filter(number=number).values_list("digest", flat=True).first()
    return bytes(found).hex() if found is not None else None


def _flaw(block: Block, expected: int, previous: bytes) -> str:
    if block.number != expected:
        return f"Block {expected} is missing."
    if bytes(block.previous) != previous:
        return f"Block {block.number} does not follow the one before."
    entries = list(JournalEntry.objects.filter(block=block.number).order_by("id"))
    if len(entries) != block.size:
        return f"Block {block.number} was sealed with {block.size} rows and has {len(entries)}."
    if block_digest(block.number, previous, entries) != bytes(block.digest):
        return f"Block {block.number} was changed after it was sealed."
    return ""


def _strays(anchor: int, last: int) -> str:
    """Rows that claim a block which is gone or was never sealed."""
    stray = JournalEntry.objects.filter(block__isnull=False).exclude(block__gt=anchor, block__lte=last)
    found = stray.order_by("block", "id").values_list("block", flat=True).first()
    return f"Block {found} has rows but was never sealed, or was removed." if found is not None else ""


def block_digest(number: int, previous: bytes, entries: Iterable[JournalEntry]) -> bytes:
    entries = list(entries)
    head = part(number) + part(len(entries)) + part(previous.hex())
    return hashlib.sha256(head + b"".join(row_digest(entry) for entry in entries)).digest()


def row_digest(entry: JournalEntry) -> bytes:
    micros = (entry.recorded_at - EPOCH) // timedelta(microseconds=1)
    said = (entry.id, micros, entry.by_id, entry.action, entry.object_type, entry.object_id)
    return hashlib.sha256(b"".join(part(each) for each in (*said, entry.state, entry.purpose, entry.person))).digest()


def part(value: str | int) -> bytes:
    text = str(value).encode()
    return b"%d:%b," % (len(text), text)
