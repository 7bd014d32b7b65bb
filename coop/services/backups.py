"""A backup is one file: a manifest and one COPY stream for each table, read in one snapshot by the owner's connection.

Not `pg_dump`: row security is forced on the confidential tables, for their owner too, so `pg_dump` either stops or leaves them
out, and an account with BYPASSRLS would be a second key to everything. The owner opens the compartment instead, for the task
`backup`, with the journal row that every opening leaves (docs/decisions/0060).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from coop.web import clock

FORMAT = 1
LEFT_OUT = {"django_migrations", "django_session"}
TASK = "backup"


class BackupRefused(Exception):
    """Why no backup was made or read; a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]


def refuse_beside_the_keys(path: Path) -> None:
    """Who finds the backup must not find the key ring with it."""
    keys = Path(settings.COOP_KEYRING_FILE).resolve().parent
    folder = path.resolve().parent
    if folder == keys or keys in folder.parents:
        raise BackupRefused(f"{folder} holds the key ring. Keep backups and keys apart: choose another folder.")


def write(path: Path) -> dict[str, Any]:
    """Write everything to `path` (mode 600), which must not exist yet. Answers the manifest."""
    refuse_beside_the_keys(path)
    if path.exists():
        raise BackupRefused(f"{path} exists already. A backup is never written over another one.")
    if not settings.DATABASE_AS_OWNER:
        raise BackupRefused("A backup is read by the owner's account: set DATABASE_OWNER_URL.")
    unfinished = path.with_name(f".{path.name}.unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            manifest = _dump(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _dump(file: Any) -> dict[str, Any]:
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as tar,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT referrals_open(0, '', %s, %s, %s)", [TASK, "backup", clock.now()])
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "migrations": _migrations(cursor),
            "sequences": _sequences(cursor),
            "tables": [_dump_table(cursor, tar, table) for table in _tables(cursor)],
        }
        _add(tar, "manifest.json", io.BytesIO(json.dumps(manifest, indent=1).encode()))
    return manifest


def _dump_table(cursor: Any, tar: tarfile.TarFile, table: Table) -> dict[str, Any]:
    with tempfile.TemporaryFile() as kept:
        cursor.cursor.copy_expert(f"COPY (SELECT {_listed(table)} FROM {table.name}) TO STDOUT", kept)
        rows = cursor.cursor.rowcount
        kept.seek(0)
        digest = hashlib.file_digest(kept, "sha256").hexdigest()
        kept.seek(0)
        _add(tar, f"{table.name}.copy", kept)
    return {"name": table.name, "columns": list(table.columns), "rows": rows, "sha256": digest}


def _add(tar: tarfile.TarFile, name: str, content: Any) -> None:
    info = tarfile.TarInfo(name)
    info.size = content.seek(0, io.SEEK_END)
    info.mode, info.mtime = 0o600, int(clock.now().timestamp())
    content.seek(0)
    tar.addfile(info, content)


def read_manifest(path: Path) -> dict[str, Any]:
    """What a file says it holds. Refuses what is no backup of ours."""
    try:
        with tarfile.open(path) as tar:
            found = tar.extractfile("manifest.json")
            manifest = json.load(found) if found else {}
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise BackupRefused(f"{path} is no backup, or it is damaged ({error}).") from error
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"{path} has another format than this version reads.")
    return manifest


def load(path: Path, *, replace: bool) -> dict[str, Any]:
    """Put everything back, inside the caller's transaction. The database must be migrated to where the backup was taken.

    Refuses a database that holds people, unless `replace`. Every table is compared with its digest while it is read.
    """
    manifest = read_manifest(path)
    with connection.cursor() as cursor:
        _refuse_other_state(cursor, manifest, replace=replace)
        with tarfile.open(path) as tar:
            _fill(cursor, tar, manifest)
    return manifest


def _refuse_other_state(cursor: Any, manifest: dict[str, Any], *, replace: bool) -> None:
    there, wanted = set(map(tuple, _migrations(cursor))), set(map(tuple, manifest["migrations"]))
    if there != wanted:
        some = ", ".join(".".join(each) for each in sorted(there ^ wanted)[:5])
        raise BackupRefused(f"The database is not at the backup's state ({some}). Check out that version and migrate.")
    cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_user)")
    if cursor.fetchone()[0] and not replace:
        raise BackupRefused("This database holds people already. Say --replace to put the backup in their place.")


def _fill(cursor: Any, tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    tables = {table.name: table for table in _tables(cursor)}
    forced = _forced(cursor)
    for name in tables:
        cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    for name in forced:
        cursor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
    cursor.execute(f"TRUNCATE {', '.join(tables)}, django_session CASCADE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for each in manifest["tables"]:
        if each["name"] not in tables:
            raise BackupRefused(f"The backup holds a table that is not known here: {each['name']}.")
        _fill_table(cursor, tar, each)
    # Transaction numbers begin anew in another cluster: none of these rows opens anything, all may be sealed.
    cursor.execute("UPDATE audit_journalentry SET xid = 0")
    for name, value in manifest["sequences"]:
        cursor.execute("SELECT setval(%s::regclass, %s, true)", [name, value])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in forced:
        cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    for name in tables:
        cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _fill_table(cursor: Any, tar: tarfile.TarFile, each: dict[str, Any]) -> None:
    found = tar.extractfile(f"{each['name']}.copy")
    if found is None:
        raise BackupRefused(f"The backup is damaged: {each['name']} is missing.")
    stream = _Hashed(found)
    table = Table(each["name"], tuple(each["columns"]))
    cursor.cursor.copy_expert(f"COPY {table.name} ({_listed(table)}) FROM STDIN", stream)
    if stream.digest.hexdigest() != each["sha256"] or cursor.cursor.rowcount != each["rows"]:
        raise BackupRefused(f"The backup is damaged: {each['name']} is not what it was.")


class _Hashed:
    """A stream that is hashed while it is read."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.stream.read(size)
        self.digest.update(part)
        return part


def _tables(cursor: Any) -> list[Table]:
    cursor.execute(
        "SELECT quote_ident(c.relname), array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
        " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname"
    )
    return [Table(name, tuple(columns)) for name, columns in cursor.fetchall() if name not in LEFT_OUT]


def _listed(table: Table) -> str:
    return ", ".join(table.columns)


def _forced(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relkind = 'r' AND relforcerowsecurity ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _sequences(cursor: Any) -> list[list[Any]]:
    cursor.execute(
        "SELECT quote_ident(sequencename), last_value FROM pg_sequences"
        " WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename"
    )
    return [list(row) for row in cursor.fetchall()]


def _migrations(cursor: Any) -> list[list[str]]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [list(row) for row in cursor.fetchall()]
