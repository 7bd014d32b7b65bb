"""Compile the message catalogues that changed; part of every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coop.web import catalogues


class Command(BaseCommand):
    help = "Write the .mo files that are missing or older than their .po."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{catalogues.compile_all(settings.BASE_DIR)} compiled")
