"""Make the key ring of a new installation; harmless when it is there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coop.vault import keyring


class Command(BaseCommand):
    help = "Make the key ring at COOP_KEYRING_FILE when there is none. Run once before the first migration."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        made = keyring.ensure(settings.COOP_KEYRING_FILE)
        said = "was made: keep a copy in an envelope, apart from the backups" if made else "is there"
        self.stdout.write(f"The key ring {said}.")
