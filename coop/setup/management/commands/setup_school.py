"""`manage.py setup_school`: by arguments, or asking for what is missing."""

from __future__ import annotations

import sys
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from coop.school.models import Place, PresencePattern, School
from coop.setup import first_run
from coop.web.addresses import absolute
from coop.web.errors import Refusal

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ASKED = {
    "name": "Name of the school",
    "administrator_name": "First administrator, name",
    "administrator_email": "First administrator, e-mail address",
    "social_worker_name": "First social worker, name",
    "social_worker_email": "First social worker, e-mail address",
}


class Command(BaseCommand):
    help = "Make the school, its first administrator and its first social worker, and print their one-time links."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--link", action="store_true", help="only print the address of the set-up screens")
        for name, words in ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=words)
        parser.add_argument("--city", default="")
        parser.add_argument("--languages", default="fr,en")
        parser.add_argument("--language", default="fr", help="of the first messages")
        parser.add_argument("--term", action="append", default=[], metavar="NAME:2026-09-01:2027-01-31")
        parser.add_argument("--country", default=School.COUNTRY, help="two letters, for its public holidays")
        parser.add_argument("--closure", action="append", default=[], metavar="NAME:2026-12-19:2027-01-04")
        parser.add_argument("--place", action="append", default=[], metavar="fridge:NAME")
        parser.add_argument("--presence", action="append", default=[], metavar="mon:09:00-12:00")

    def handle(self, *args: Any, link: bool, **options: Any) -> None:
        if link:
            self.stdout.write(self._screens())
            return
        try:
            if first_run.is_set_up():
                self._another_social_worker(options)
                return
            links = first_run.set_up(self._plan(options))
        except (Refusal, ValidationError, ValueError) as error:
            raise CommandError(str(error)) from error
        self._say("administrator", links.administrator)
        self._say("social worker", links.social_worker)
        self.stdout.write("Each link works once, for two weeks, and was sent by e-mail too.")

    def _screens(self) -> str:
        if first_run.is_set_up():
            raise CommandError("This school is set up already.")
        return f"{absolute('setup:index')}?token={first_run.token()}"

    def _another_social_worker(self, options: dict[str, Any]) -> None:
        """Only when none is left: there is nobody to confirm."""
        if not options["social_worker_email"]:
            raise first_run.AlreadySetUp
        person = first_run.First(options["social_worker_name"] or "", options["social_worker_email"])
        self._say("social worker", first_run.first_social_worker_again(person, language=options["language"]))

    def _plan(self, options: dict[str, Any]) -> first_run.Plan:
        values = {name: options[name] or self._ask(words) for name, words in ASKED.items()}
        for name in ("administrator_email", "social_worker_email"):
            validate_email(values[name])
        return first_run.Plan(
            school={
                "name": values["name"],
                "city": options["city"],
                "country": options["country"].upper(),
                "languages": options["languages"].split(","),
            },
            administrator=first_run.First(values["administrator_name"], values["administrator_email"]),
            social_worker=first_run.First(values["social_worker_name"], values["social_worker_email"]),
            terms=tuple(_days(word) for word in options["term"]),
            closures=tuple(_days(word) for word in options["closure"]),
            places=tuple(_place(word) for word in options["place"]),
            presence=tuple(_presence(word) for word in options["presence"]),
            language=options["language"],
        )

    def _ask(self, words: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"Missing: {words}. Give it as an argument.")
        while not (answer := input(f"{words}: ").strip()):
            pass
        return answer

    def _say(self, who: str, token: str) -> None:
        address = absolute("accounts:accept", token)
        self.stdout.write(f"The {who}'s link: {address}")


def _days(word: str) -> tuple[str, date, date]:
    name, starts, ends = word.rsplit(":", 2)
    return name, date.fromisoformat(starts), date.fromisoformat(ends)


def _place(word: str) -> tuple[str, str]:
    kind, _sign, name = word.partition(":")
    if kind not in Place.Kind.values or not name:
        raise ValueError(f"“{word}” is no place. Write kind:name, the kind one of {', '.join(Place.Kind.values)}.")
    return name, kind


def _presence(word: str) -> PresencePattern:
    day, _sign, hours = word.partition(":")
    start, _dash, end = hours.partition("-")
    if day not in DAYS:
        raise ValueError(f"“{word}” is no presence. Write mon:09:00-12:00.")
    return PresencePattern(
        weekday=DAYS.index(day), from_time=time.fromisoformat(start), to_time=time.fromisoformat(end)
    )
