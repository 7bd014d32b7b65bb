"""`manage.py give_up_lost_keys --there-is-no-copy`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coop.rights import lost_keys


class Command(BaseCommand):
    help = "The key ring is gone for good: make a new one and let go of everything that only the lost one could open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--there-is-no-copy", action="store_true", help="every place of docs/running.md was searched"
        )

    def handle(self, *args: Any, there_is_no_copy: bool, **options: Any) -> None:
        if not there_is_no_copy:
            raise CommandError(
                "Names and texts of all files go for good. Search for a copy first, then say --there-is-no-copy."
            )
        try:
            gone = lost_keys.give_up()
        except lost_keys.NothingIsLost:
            raise CommandError("The key ring is there and opens this database. Nothing was changed.") from None
        self.stdout.write(
            f"Gone: files {gone.files}, waiting mails {gone.mails}, documents {gone.documents},"
            f" second factors {gone.second_factors}."
        )
        self.stdout.write("A new key ring is in use: copy it to its envelope now. Everyone has to sign in again.")
        self.stdout.write(
            "Staff set up their second factor today, in one room: until then a password alone lets somebody in."
        )
