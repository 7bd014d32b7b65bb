"""Everything the settings read from the environment, completed for a copy that runs without servers of its own.

With `DATABASE_URL` and `REDIS_URL` set, nothing is started. Without them the embedded servers are started and their
addresses exported; the last process that uses them stops them.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import secrets
import sys
from typing import IO

from coop.services import broker, database, postgres
from coop.services.places import ROOT, Places, places
from coop.vault import keyring

_held: list[IO[str]] = []


def prepare(instance: str, *, safe: bool = True, ring: bool = True) -> Places:
    """Start what is missing and export the addresses. Called before Django's settings are read; harmless twice.

    Without its `ring` an installation is refused, but for what is done about a lost one (`ring=False`)."""
    _keep_bytecode()
    where = places(instance)
    embedded_database = not os.environ.get("DATABASE_URL")
    embedded_broker = not os.environ.get("REDIS_URL")
    os.environ.setdefault("COOP_KEYRING_FILE", str(where.keyring))
    if ring and os.environ["COOP_KEYRING_FILE"] == str(where.keyring):
        _ring(where)  # one kept elsewhere is made at set-up, never silently anew
    if embedded_database or embedded_broker:
        _start(where, embedded_database, embedded_broker, safe=safe)
    if embedded_database:
        os.environ["DATABASE_URL"] = postgres.url(where, postgres.APPLICATION)
        os.environ["DATABASE_OWNER_URL"] = postgres.url(where, postgres.OWNER)
    else:
        database.settle(where)
    if embedded_broker:
        os.environ["REDIS_URL"] = broker.url(where)
    os.environ.setdefault("EMAIL_FILE_PATH", str(where.mail))
    os.environ.setdefault("SECRET_KEY", _kept_secret(where))
    return where


def _keep_bytecode() -> None:
    """Compiled modules go under `var/`, also where Python is told to write none beside the sources: without them a start takes
    twice as long."""
    sys.pycache_prefix, sys.dont_write_bytecode = str(ROOT / "var" / "bytecode"), False
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _ring(where: Places) -> None:
    """Made before the data are, so that data without a ring have lost it."""
    if not where.keyring.exists() and (where.postgres / "PG_VERSION").exists():
        raise SystemExit(
            f"The key ring {where.keyring} is gone, and the data beside it were sealed with it: put its copy back. "
            "No copy? docs/running.md, section 6. Only a demonstration? `make reset` forgets its data."
        )
    keyring.ensure(where.keyring)


def _start(where: Places, with_database: bool, with_broker: bool, *, safe: bool) -> None:
    lock = (where.run / "start.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    _hold(where)
    if with_database:
        postgres.ensure(where, safe=safe)
    if with_broker:
        broker.ensure(where, safe=safe)
    fcntl.flock(lock, fcntl.LOCK_UN)
    lock.close()


def _hold(where: Places) -> None:
    """Say that we use the servers; the kernel forgets it when we die, however we die."""
    users = (where.run / "users.lock").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    _held.append(users)
    if len(_held) == 1:
        atexit.register(_let_go, where, os.getpid())


def _let_go(where: Places, holder: int) -> None:
    if os.getpid() != holder:
        return
    start = (where.run / "start.lock").open("w")
    fcntl.flock(start, fcntl.LOCK_EX)
    users = _held.pop()
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    broker.stop(where)
    postgres.stop(where)


def _kept_secret(where: Places) -> str:
    """The signing key of a copy on this machine. A real installation sets SECRET_KEY itself."""
    path = where.home / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
