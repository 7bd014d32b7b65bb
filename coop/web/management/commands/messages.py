"""Bring the message catalogues up to date with code and templates, or check that French is complete."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coop.web import catalogues


class Command(BaseCommand):
    help = "Read the sentences out of code and templates into locale/<catalogue>/; --check only says what lacks French."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("catalogue", nargs="*", help="all when none is named")
        parser.add_argument("--check", action="store_true", help="change nothing; fail when French is incomplete")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["catalogue"] or list(catalogues.SOURCES)
        if unknown := [name for name in names if name not in catalogues.SOURCES]:
            raise CommandError(
                f"No catalogue is called {', '.join(unknown)}. There are: {', '.join(catalogues.SOURCES)}."
            )
        if options["check"]:
            self.check_french(names)
            return
        known = catalogues.translations(settings.BASE_DIR)
        for name in names:
            missing = catalogues.merge(name, settings.BASE_DIR, known)
            self.stdout.write(f"{name}: {f'{missing} without French' if missing else 'complete'}")

    def check_french(self, names: list[str]) -> None:
        found = [line for name in names for line in catalogues.problems(name, settings.BASE_DIR)]
        if len(names) == len(catalogues.SOURCES):
            found += catalogues.contradictions(settings.BASE_DIR)
            found += [f"{path} belongs to no catalogue" for path in catalogues.orphans(settings.BASE_DIR)]
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} to mend. Run manage.py messages, then write the French.")
        self.stdout.write("French is complete.")
