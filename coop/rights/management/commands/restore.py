"""`manage.py restore FILE`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from coop.audit import journal
from coop.rights import deletions
from coop.rights.models import Deletion
from coop.services import backups
from coop.vault import anchor


class Command(BaseCommand):
    help = "Put a backup back, then erase again what was erased since. All of it happens, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="the database holds people: put the backup in their place"
        )
        parser.add_argument(
            "--deletions", type=Path, help="a copy of the deletion log, when it is not beside the key ring"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        if not settings.DATABASE_AS_OWNER:
            raise CommandError("A backup is put back by the owner's account; .env.example says how to name it.")
        try:
            with transaction.atomic():
                deletions.collect()
                remembered = [*Deletion.objects.all(), *deletions.from_file(), *_copy(options["deletions"])]
                manifest = backups.load(file, replace=replace)
                if not anchor.fits():
                    raise backups.BackupRefused(
                        "The key ring here does not open this backup: put the ring back that was kept with it. Nothing was changed."
                    )
                again = deletions.replay([_new(row) for row in remembered])
                journal.record(
                    by=journal.SYSTEM, action="rights.restore", object_type="backup", object_id=manifest["made_at"]
                )
        except (backups.BackupRefused, OSError) as error:
            raise CommandError(str(error)) from error
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # else PostgreSQL plans for empty tables until it looks by itself
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(f"Restored {rows} rows as of {manifest['made_at']}; erased again: {again}.")
        self.stdout.write("Everyone has to sign in again.")


def _copy(path: Path | None) -> list[Deletion]:
    if path is None:
        return []
    if not path.exists():
        raise backups.BackupRefused(f"{path} is not there.")
    return deletions.from_file(path)


def _new(row: Deletion) -> Deletion:
    """The same entry without its number, which may mean another row in the restored table."""
    return Deletion(kind=row.kind, digest=bytes(row.digest), erased_at=row.erased_at)
