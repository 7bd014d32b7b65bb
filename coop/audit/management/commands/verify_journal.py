"""`manage.py verify_journal`: since when the journal can vouch, and the first block that does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coop.audit import verify


class Command(BaseCommand):
    help = "Compute every hash of the journal again and say what holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against", metavar="NUMBER:HASH", help="a block's number and hash that you wrote down before"
        )

    def handle(self, *, against: str | None = None, **options: Any) -> None:
        verdict = verify.verify()
        if verdict.since:
            self.stdout.write(f"The journal can vouch since {verdict.since:%Y-%m-%d %H:%M} UTC: {verdict.rows} rows.")
        else:
            self.stdout.write("No block has been sealed yet.")
        self.stdout.write(f"Not sealed yet: {verdict.unsealed}. They are, a minute after their transaction.")
        if not verdict.holds:
            raise CommandError(verdict.broken)
        if against:
            self._compare(against)
        self.stdout.write(f"To compare one day, write down: {verdict.last_number}:{verdict.last_digest}")

    def _compare(self, against: str) -> None:
        number, _colon, digest = against.partition(":")
        if not number.isdecimal() or not digest:
            raise CommandError("Give --against as NUMBER:HASH, as this command printed it.")
        kept = verify.digest_at(int(number))
        if kept is None:
            raise CommandError(f"Block {number} is not there: it was removed by retention, or by somebody.")
        if kept != digest.strip().lower():
            raise CommandError(f"Block {number} is not the one you wrote down: the journal was rewritten.")
        self.stdout.write(f"Block {number} is the one you wrote down.")
