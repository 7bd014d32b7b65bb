"""Make the key ring of a new installation; harmless when it is there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from coop.vault import keyring
from coop.vault.models import Anchor


class Command(BaseCommand):
    help = "Make the key ring at COOP_KEYRING_FILE when there is none. Run once before the first migration."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not keyring.path().exists() and _something_is_sealed():
            raise CommandError(
                f"The key ring {settings.COOP_KEYRING_FILE} is gone, and this database was sealed with it: put its copy back. "
                "A new ring would open nothing. docs/running.md says what to do when there is no copy."
            )
        made = keyring.ensure(settings.COOP_KEYRING_FILE)
        said = "was made: keep a copy in an envelope, apart from the backups" if made else "is there"
        self.stdout.write(f"The key ring {said}.")


def _something_is_sealed() -> bool:
    """A database without our tables is a new one."""
    table = Anchor._meta.db_table
    return table in connection.introspection.table_names() and Anchor.objects.exists()
