"""`manage.py import_recalls FILE`: the national list of recalls, either layout, as CSV or JSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coop.audit import journal
from pantry import recall_imports
from pantry.errors import UnreadableFile
from pantry.models import RecallImport
from pantry.recall_files import Refused


class Command(BaseCommand):
    help = "Read a list of recalls (RappelConso, both layouts, CSV or JSON) and put matching lots aside. Again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        source = RecallImport.Source.FILE
        try:
            content = options["file"].read_bytes()
            row = recall_imports.run(content=content, source=source, refuse=self.say, by=journal.SYSTEM)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except UnreadableFile as refusal:
            raise CommandError(str(refusal)) from None
        said = f"read {row.rows}, refused {row.refused}, new {row.new}, changed {row.changed}, normalised {row.mended}"
        self.stdout.write(f"{said}; lots to look at: {row.matches}")

    def say(self, row: Refused) -> None:
        self.stdout.write(f"line {row.line}, {row.reference or '(no reference)'}: {row.why}")
