"""`make bench`: per screen, user instructions, SQL statements and buffers, beside a bare floor in the same run.

It works on a copy of its own under `var/bench`, filled with the demo school once (about a minute). Times are left out on
purpose: on a shared machine they move by more than anything measured here.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

REPEATS = 5
SCREENS = (
    ("floor", "", "/floor/"),
    ("first page", "", "/"),
    ("ask", "", "/ask/"),
    ("refer", "referrer", "/refer/"),
    ("morning", "social_worker", "/cases/"),
    ("receive", "coordinator", "/receive/"),
    ("stock", "coordinator", "/stock/"),
    ("distributions", "coordinator", "/distributions/"),
    ("desk", "coordinator", "/desk/"),
    ("shifts", "volunteer", "/shifts/"),
    ("hours", "volunteer", "/hours/"),
    ("credits", "programme_lead", "/credits/"),
    ("dashboard", "management", "/dashboard/"),
    ("school year 2020", "management", "/dashboard/years/2020/"),
    ("journal", "data_protection_officer", "/journal/"),
    ("people", "administrator", "/people/"),
)


@dataclass(frozen=True)
class Cost:
    name: str
    status: int
    instructions: int | None
    statements: int
    buffers: int


def prepare() -> None:
    """Servers and data of the benchmark, apart from those of the demo and the tests."""
    from coop.services.environment import prepare as start

    os.environ["COOP_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    start("bench", safe=False)
    for command in (["migrate", "--verbosity", "0"], ["compile_messages"], ["seed_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True, stdout=subprocess.DEVNULL)


def client_of(role: str) -> Any:
    from django.test import Client

    from coop.setup.demo_people import person_of

    client = Client(headers={"accept-language": "fr"})
    person = person_of(role) if role else None
    if person is not None:
        client.force_login(person)
    return client


def measure(name: str, role: str, address: str) -> Cost:
    """Two visits to warm up, one for the statements, five for the instructions."""
    from benchmarks.counter import Instructions

    client = client_of(role)
    status = 0
    for _ in range(2):
        status = client.get(address).status_code
    statements, buffers = _statements(client, address)
    counted = [Instructions().count(lambda: client.get(address)) for _ in range(REPEATS)]
    known = sorted(each for each in counted if each is not None)
    return Cost(name, status, known[len(known) // 2] if known else None, statements, buffers)


def _statements(client: Any, address: str) -> tuple[int, int]:
    from django.db import connection

    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(address)
    return len(seen), sum(_buffers(sql, params) for sql, params in seen)


def _buffers(sql: str, params: Any) -> int:
    """Shared buffers that a reading statement touches; those of the compartment are closed here and count as nothing."""
    from django.db import DatabaseError, connection, transaction

    if not sql.lstrip().upper().startswith(("SELECT", "WITH")) or "referrals_" in sql or "set_config" in sql:
        return 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0][0]["Plan"]
            transaction.set_rollback(True)
    except DatabaseError:
        return 0
    return int(plan.get("Shared Hit Blocks", 0)) + int(plan.get("Shared Read Blocks", 0))


def show(costs: list[Cost]) -> None:
    floor = costs[0]
    print(f"{'screen':<20}{'answer':>7}{'SQL':>6}{'buffers':>9}{'Minstr':>9}{'× floor':>9}")
    for cost in costs:
        millions = "" if cost.instructions is None else f"{cost.instructions / 1e6:.1f}"
        times = ""
        if cost.instructions is not None and floor.instructions:
            times = f"{cost.instructions / floor.instructions:.1f}"
        print(f"{cost.name:<20}{cost.status:>7}{cost.statements:>6}{cost.buffers:>9}{millions:>9}{times:>9}")
    if floor.instructions is None:
        print("Instructions were skipped: this machine lets nobody read its counter (perf_event_open).")


def main() -> None:
    prepare()
    import django

    django.setup()
    logging.disable(logging.INFO)  # one line a request is for the web server, not for a table
    from django.conf import settings
    from django.test.utils import override_settings

    with override_settings(ROOT_URLCONF="benchmarks.floor", ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        show([measure(*screen) for screen in SCREENS])


if __name__ == "__main__":
    main()
