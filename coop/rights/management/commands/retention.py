"""`manage.py retention --dry-run`: what would go today, app by app; without the option it goes now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coop.web import retention


class Command(BaseCommand):
    help = "Let go of what has been kept long enough, in every app. With --dry-run only say how much."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="touch nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        due = retention.due() if dry_run else {}
        for rule in retention.rules():
            done = due[rule.name] if dry_run else rule.run()
            self.stdout.write(f"{rule.name}: {done} {'would go' if dry_run else 'gone'}")
