"""`manage.py rotate_badge_key`: a new key signs badges from now on; what was signed before stays verifiable."""

from typing import Any

from django.core.management.base import BaseCommand

from coop.audit import journal
from volunteers import badges


class Command(BaseCommand):
    help = "Make a new key for signing badges. The older ones stay published, so that old badges still verify."

    def handle(self, *args: Any, **options: Any) -> None:
        key = badges.rotate(by=journal.SYSTEM)
        self.stdout.write(f"Signing with {key.kid} from now on. {len(badges.published_keys()['keys'])} keys published.")
