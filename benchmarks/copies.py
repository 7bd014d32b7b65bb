"""The bench's own servers and demo school (`var/bench`), and copies of its database to fill and throw away."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2

from coop.services import database, postgres
from coop.services.environment import prepare as start
from coop.services.places import Places

INSTANCE = "bench"
READY = "COOP_BENCH_READY"
"""Set for the processes that come after the one which made the school."""


def prepare() -> Places:
    """Servers and school, made at the first bench (about a minute). Never those named by DATABASE_URL."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "COOP_KEYRING_FILE", "EMAIL_FILE_PATH"):
        os.environ.pop(name, None)
    os.environ["COOP_INSTANCE"], os.environ["COOP_DEMO"] = INSTANCE, "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    where = start(INSTANCE, safe=False)
    if os.environ.get(READY) != "1":
        for command in (["migrate", "--verbosity", "0"], ["compile_messages"], ["seed_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], check=True, stdout=subprocess.DEVNULL)
    os.environ[READY] = "1"
    return where


class Filler:
    """Fills a copy as the cluster's superuser: no triggers, no row security, no foreign keys looked at."""

    def __init__(self, connection: psycopg2.extensions.connection) -> None:
        self.cursor = connection.cursor()
        self.run("SET session_replication_role = replica")

    def run(self, statement: str) -> list[tuple]:
        self.cursor.execute(statement)
        return self.cursor.fetchall() if self.cursor.description else []

    def clone(self, table: str, source: str, **changed: str) -> int:
        """Rows of `table` once for each row of `source` (`FROM` words that may speak of the row as `old`); how many."""
        columns = self.run(
            "SELECT quote_ident(column_name) FROM information_schema.columns"
            f" WHERE table_name = '{table}' AND is_identity = 'NO' AND is_generated = 'NEVER'"
        )
        names = [name for (name,) in columns]
        values = [changed.get(name.strip('"'), f"old.{name}") for name in names]
        self.run(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} old {source}")
        return int(self.cursor.rowcount)

    def settle(self) -> None:
        """What autovacuum does within a minute in real life."""
        self.run("VACUUM ANALYZE")


@contextmanager
def copy(name: str) -> Iterator[Filler]:
    """A copy of the school's database under Django, which is set up here; dropped at the end."""
    where, made = prepare(), f"bench_{name}"
    with closing(postgres.connect(where)) as cluster:
        cluster.autocommit = True
        with cluster.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {made} TEMPLATE {postgres.DATABASE} OWNER {postgres.OWNER}")
            for address in ("DATABASE_URL", "DATABASE_OWNER_URL"):
                os.environ[address] = database.with_name(os.environ[address], made)
            try:
                _set_django_up()
                with closing(postgres.connect(where, made)) as filling:
                    filling.autocommit = True
                    yield Filler(filling)
            finally:
                cursor.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")


def _set_django_up() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)  # one line a request is for the web server, not for a table
