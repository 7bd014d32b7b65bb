"""Keeping the deletion log, and doing erasures again after a backup was restored.

The verbs that erase leave a row in the journal (`KINDS`); this module pulls them up into the log,
every five minutes and before each backup and restore. The log is kept twice: in the database, and in a file beside the key
ring, so that the loss of the whole database does not bring erased people back. Between an erasure and the next pull, at most
five minutes, a loss of the database forgets that erasure: that window is named in docs/threats.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from coop.accounts import people
from coop.accounts.models import User
from coop.audit import journal
from coop.audit.models import JournalEntry
from coop.rights.models import Deletion
from coop.vault import blind
from referrals import rights as confidential

KINDS = {
    "accounts.erase": Deletion.Kind.ACCOUNT,
    "referrals.case.erase": Deletion.Kind.CASE,
    "referrals.request.disown": Deletion.Kind.REQUEST,
}
PURPOSE = "rights.deleted"


def log_file() -> Path:
    return Path(settings.COOP_DELETIONS_FILE)


def collect() -> int:
    """Take new erasures over from the journal; how many. Running it twice adds nothing."""
    entries = JournalEntry.objects.filter(action__in=KINDS).order_by("pk")
    known = {bytes(digest) for digest in Deletion.objects.values_list("digest", flat=True)}
    fresh = []
    for action, number, at in entries.values_list("action", "object_id", "recorded_at").iterator():
        digests = blind.candidates(PURPOSE, f"{KINDS[action]}:{number}")
        if known.isdisjoint(digests):
            known.add(digests[0])
            fresh.append(Deletion(kind=KINDS[action], digest=digests[0], erased_at=at))
    Deletion.objects.bulk_create(fresh, ignore_conflicts=True)
    _append(fresh)
    return len(fresh)


def from_file(path: Path | None = None) -> list[Deletion]:
    """What the file beside the key ring remembers."""
    path = path or log_file()
    if not path.exists():
        return []
    rows = (line.split() for line in path.read_text().splitlines() if line.strip())
    return [
        Deletion(erased_at=datetime.fromisoformat(at), kind=kind, digest=bytes.fromhex(digest))
        for at, kind, digest in rows
    ]


@transaction.atomic
def replay(remembered: Iterable[Deletion]) -> int:
    """Erase again whatever the log names and the restored database still holds; how many."""
    Deletion.objects.bulk_create(remembered, ignore_conflicts=True)
    gone = {(row.kind, bytes(row.digest)) for row in Deletion.objects.all()}
    done = 0
    for user in User.objects.filter(erased_at__isnull=True).order_by("pk"):
        if _named(gone, Deletion.Kind.ACCOUNT, str(user.pk)):
            _erase_account(user)
            done += 1
    for number in confidential.kept_requests():
        if _named(gone, Deletion.Kind.REQUEST, str(number)):
            confidential.erase_request(request_id=number)
            done += 1
    for number in confidential.kept_numbers():
        if _named(gone, Deletion.Kind.CASE, str(number)):
            confidential.erase(case_id=number, by=journal.SYSTEM, purpose="restore.erase_again")
            done += 1
    return done


def _erase_account(user: User) -> None:
    people.empty(user)
    journal.record(by=journal.SYSTEM, action="accounts.erase", object_type="accounts.user", object_id=user.pk)


def _named(gone: set[tuple[str, bytes]], kind: str, number: str) -> bool:
    return any((kind, digest) in gone for digest in blind.candidates(PURPOSE, f"{kind}:{number}"))


def _append(rows: list[Deletion]) -> None:
    """To the file, flushed to the disk. A file that went missing is written whole again."""
    path = log_file()
    wanted = rows if path.exists() else list(Deletion.objects.order_by("pk"))
    if not wanted:
        return
    lines = "".join(f"{row.erased_at.isoformat()} {row.kind} {bytes(row.digest).hex()}\n" for row in wanted)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
