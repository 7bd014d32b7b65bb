"""SQL statements of a piece of work, and the shared buffers that its reading statements touch, asked where they run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

NOT_ASKED_TWICE = re.compile(
    r"referrals_open\(|set_config|nextval|FOR UPDATE|FOR NO KEY|audit_seal|pg_advisory", re.IGNORECASE
)


@dataclass(frozen=True)
class Cost:
    statements: int
    buffers: int


def of(work: Callable[[], object]) -> Cost:
    """Reading statements are explained just before they run, in the same transaction: the compartment is as open as for them."""
    seen: list[int] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(_buffers(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return Cost(len(seen), sum(seen))


def _buffers(sql: str, params: Any) -> int:
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")) or NOT_ASKED_TWICE.search(sql):
        return 0
    with connection.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan.get("Shared Hit Blocks", 0)) + int(plan.get("Shared Read Blocks", 0))


def client_of(role: str) -> Any:
    """A browser in French, signed in as the demo's person of this role; nobody's for none."""
    from django.test import Client

    from coop.setup.demo_people import person_of

    client = Client(headers={"accept-language": "fr"})
    if role:
        person = person_of(role)
        assert person is not None, f"The demo has nobody who is {role}."
        client.force_login(person)
    return client


def of_page(role: str, address: str) -> tuple[int, Cost]:
    """The answer's status, and what it costs once warm."""
    client = client_of(role)
    for _ in range(2):
        status = client.get(address).status_code
    return status, of(lambda: client.get(address))
