"""`manage.py seed_demo`: the demo school, once. All of it in one transaction, or nothing."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coop.setup.demo import everything


class Command(BaseCommand):
    help = "Make the fictional school: its people, a living month, and the school year 2020-21 as it is documented."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.STRICT:
            raise CommandError("The demonstration is for demo and test copies only: set COOP_DEMO=1 to have one.")
        if everything.is_there():
            self.stdout.write("The demo school is already there; nothing was changed.")
            return
        if everything.somebody_is_here():
            raise CommandError("This copy holds a school already: the demo school would be mixed with it.")
        began = time.monotonic()
        made = everything.make()
        self.stdout.write(
            f"The demo school is there: {made.learners_2020} learners and {made.baskets_2020} baskets in 2020-21, "
            f"{made.people} people to sign in as. It took {time.monotonic() - began:.0f} s."
        )
