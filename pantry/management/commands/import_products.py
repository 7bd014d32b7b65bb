"""`manage.py import_products FILE`: products from an Open Food Facts export, as it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coop.audit import journal
from pantry import imports
from pantry.errors import UnreadableFile


class Command(BaseCommand):
    help = (
        "Import products from an export (TSV or CSV, UTF-8, UTF-16 or Windows letters). A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export, with the columns code and product_name at least")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = imports.run(path=options["file"], refuse=self.say, by=journal.SYSTEM)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except UnreadableFile as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(str(counts))

    def say(self, line: int, code: str, sentence: object) -> None:
        self.stdout.write(f"line {line}, {code or '(no code)'}: {sentence}")
