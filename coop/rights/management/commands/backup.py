"""`manage.py backup FILE`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coop.rights import deletions
from coop.services import backups
from coop.vault import anchor


class Command(BaseCommand):
    help = "Write everything but the key ring to FILE. Keep the key ring apart: without it the file says little."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backups.refuse_beside_the_keys(file)
            if fits := anchor.fits():
                deletions.collect()
            manifest = backups.write(file)
        except (backups.BackupRefused, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(f"{file}: {len(manifest['tables'])} tables, {rows} rows, {file.stat().st_size // 1024} KiB.")
        if not fits:
            self.stderr.write(
                "No key ring here opens this database: the file is of use only with the ring that does."
                " Erasures since the last backup are not in the log beside it."
            )
        self.stdout.write("The key ring is not in it. Keep a copy of it elsewhere, and of the deletion log beside it.")
