"""`manage.py rotate_keys`: a new key seals from now on, and everything sealed before is moved over to it.

Safe to interrupt and to run again; the application may stay up. `--index` also changes the key of the blind indexes.
Old keys stay on the ring until `--forget`, to be given when every process has been restarted.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coop.vault import rotation
from coop.vault.errors import VaultError


class Command(BaseCommand):
    help = "Make a new active key and move everything that is sealed over to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--index", action="store_true", help="also change the key of the blind indexes")
        parser.add_argument(
            "--forget", action="store_true", help="only take sealing keys that are no longer used off the ring"
        )

    def handle(self, *, index: bool, forget: bool, **options: Any) -> None:
        try:
            self._forget() if forget else self._rotate(index=index)
        except VaultError as problem:
            raise CommandError(str(problem)) from None

    def _rotate(self, *, index: bool) -> None:
        if rotation.begin(index=index):
            self.stdout.write("A rotation was under way: going on where it stopped.")
        for name, moved in rotation.move():
            self.stdout.write(f"{name}: {moved} moved")
        rotation.finish()
        self.stdout.write("Done. Make a copy of the key ring, apart from the backups.")
        self.stdout.write(
            "Then restart every process, and take the old keys off the ring: manage.py rotate_keys --forget"
        )

    def _forget(self) -> None:
        self.stdout.write(
            f"Keys taken off the ring: {rotation.forget()}. Backups older than today need the ring kept with them."
        )
