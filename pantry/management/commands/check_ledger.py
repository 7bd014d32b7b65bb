"""`manage.py check_ledger`: whether every balance is the sum of its movements, and every month the sum of its lines."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pantry import ledger_check


class Command(BaseCommand):
    help = "Compare balances and months with the ledger. Fails and names what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = ledger_check.differences()
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{len(differences)} differences")
        self.stdout.write("Balances and months agree with the ledger.")
