"""The test plugin: starts the servers before Django's settings are read, and gives each run a database of its own.

Tests run as the application's account, never as the owner. The migrations run once, as the owner, into a template named
by their contents; each run (and each xdist worker) gets a copy of it. Emptying between tests that really commit goes
through a second connection, as the owner; nothing else may use it (`tests/test_architecture.py`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
import pytest
from psycopg2 import sql

from coop.services import database, processes
from coop.services.environment import prepare
from coop.services.places import APPS, ROOT, Places, migrations
from coop.web import catalogues

os.environ["COOP_TESTING"] = "1"
os.environ.pop("COOP_DEMO", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
os.environ["COOP_CACHE_PREFIX"] = f"test{os.getpid()}"
# Emptying the cache empties its whole database: each xdist worker has one of its own.
os.environ["COOP_CACHE_DB"] = str(3 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 13)
WHERE: Places = prepare("test", safe=False)
OWNER_URL = os.environ["DATABASE_OWNER_URL"]


@contextmanager
def _owner(name: str | None = None) -> Iterator[psycopg2.extensions.cursor]:
    connection = psycopg2.connect(database.with_name(OWNER_URL, name) if name else OWNER_URL)
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        yield cursor


def _template() -> str:
    """The name of the migrated template, made when the migrations have changed."""
    digest = hashlib.sha256()
    for path in migrations():
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    for path in sorted(path for app in APPS for path in ROOT.glob(f"{app}/**/models*.py")) + sorted(
        ROOT.glob("*/models/*.py")
    ):
        digest.update(b"append_only" if b"append_only" in path.read_bytes() else b"")
    name = f"coop_template_{digest.hexdigest()[:16]}"
    with (WHERE.run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _owner() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                _migrate(name)
    return name


def _migrate(name: str) -> None:
    building = f"building_{os.getpid()}"
    with _owner() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    env = {
        **os.environ,
        "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], building),
        "DATABASE_OWNER_URL": database.with_name(OWNER_URL, building),
        "COOP_DATABASE_AS_OWNER": "1",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.exit(f"The migrations failed:\n{done.stdout}{done.stderr}", returncode=2)
    with _owner() as cursor:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        cursor.execute(rename.format(sql.Identifier(building), sql.Identifier(name)))


def _drop_leftovers() -> None:
    """Databases of runs that were killed."""
    with _owner() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")
        for (name,) in cursor.fetchall():
            found = re.match(r"test_(\d+)$", name)
            if found and not processes.alive(int(found[1])):
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A fresh copy of the template, named by this process; the application's account connects to it."""
    from django.conf import settings
    from django.db import connections

    name = f"test_{os.getpid()}"
    template = _template()
    with (WHERE.run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _drop_leftovers()
        with _owner() as cursor:
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            cursor.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = database.with_name(os.environ["DATABASE_URL"], name)
    os.environ["DATABASE_OWNER_URL"] = database.with_name(OWNER_URL, name)
    yield
    connections.close_all()
    with _owner() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def empty_everything() -> None:
    """Empty every table that holds a page, but the migrations' and the content types', as the owner.

    The size is asked, not the rows: the owner sees no row of the compartment. Emptying all tables would take half a second.
    """
    from django.db import connections

    with _owner(connections["default"].settings_dict["NAME"]) as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) > 0"
            " AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')"
        )
        if used := cursor.fetchone()[0]:
            cursor.execute(f"TRUNCATE {used} RESTART IDENTITY CASCADE")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the words; and tests that commit are emptied by the owner: the application's account may not."""
    with (WHERE.run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogues.compile_all(ROOT)
    from django.test import TransactionTestCase

    def _fixture_teardown(self: TransactionTestCase) -> None:
        empty_everything()

    setattr(TransactionTestCase, "_fixture_teardown", _fixture_teardown)  # noqa: B010 - the stubs do not know it
