"""`manage.py rebuild_month 2026-10 --check`: what still proves a closed month. Without `--check`, an open month is counted anew."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coop.reports import running
from coop.reports.figures import first_of_month
from coop.reports.models import MonthSnapshot
from coop.reports.proofs import Verdict, proofs
from coop.web import clock


class Command(BaseCommand):
    help = "Compare closed months with what the ledger, the distributions and the files still hold. Closed months never change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("months", nargs="*", metavar="YYYY-MM", help="all closed months when none is named")
        parser.add_argument("--check", action="store_true", help="compare closed months; fail when a figure differs")

    def handle(self, *args: Any, **options: Any) -> None:
        days = [_first_day(text) for text in options["months"]]
        if options["check"]:
            self._check(days)
        else:
            self._count(days or [first_of_month(clock.today())])

    def _count(self, days: list[date]) -> None:
        for day in days:
            if MonthSnapshot.objects.filter(first_day=day).exists():
                raise CommandError(f"{day:%Y-%m} is closed and never changes. Compare it with --check.")
            running.count(day)
            self.stdout.write(f"{day:%Y-%m}: counted anew.")

    def _check(self, days: list[date]) -> None:
        rows = MonthSnapshot.objects.order_by("first_day")
        known = list(rows.filter(first_day__in=days) if days else rows)
        if missing := set(days) - {row.first_day for row in known}:
            raise CommandError(f"Not closed: {', '.join(f'{day:%Y-%m}' for day in sorted(missing))}")
        differing = 0
        for row in known:
            found = proofs(row)
            differing += sum(proof.verdict is Verdict.DIFFERS for proof in found)
            self._say(row, found)
        if differing:
            raise CommandError(f"{differing} figures differ from what the books hold.")

    def _say(self, row: MonthSnapshot, found: list[Any]) -> None:
        proved = sum(proof.verdict is Verdict.PROVED for proof in found)
        self.stdout.write(f"{row}, definitions {row.definitions}: {proved} of {len(found)} figures proved")
        for proof in found:
            if proof.verdict is not Verdict.PROVED:
                self.stdout.write(f"  {proof}")


def _first_day(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(f"“{text}” is not a month. Write it as 2026-10.") from None
