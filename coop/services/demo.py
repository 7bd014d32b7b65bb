"""`make demo`: the whole application on this machine, from nothing to an address, and all of it stopped by Ctrl-C.

Whatever was killed in a former run is cleared away first, so starting again always works.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

from coop.services import children, processes
from coop.services.children import Children
from coop.services.environment import prepare
from coop.services.places import ROOT, Places, instance_name, migrations, places
from coop.web import catalogues

PATIENCE_SECONDS = 60
FORMER_RUN_SECONDS = 10
ORPHANS_SECONDS = 3
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Somebody asked us to end."""


def main() -> None:
    """Prepare, start, watch, stop. Killing the `make` that started us ends us as well."""
    for name in STOPPING:
        signal.signal(name, _stop)
    processes.end_with_parent()
    os.environ.setdefault("COOP_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    began = time.monotonic()
    port = int(os.environ.get("PORT") or 8000)
    running = None
    try:
        where = places(instance_name())
        _held = _only_one(where, port)
        prepare(instance_name())
        children.clear_leftovers(where)
        _refuse_taken(port)
        _make_ready(where)
        running = Children(where, port)
        running.start("web", "worker")
        _wait_for_health(port, running)
        _say(port, time.monotonic() - began)
        running.start("timetable")
        running.watch()
    except Stop:
        print("\nStopping…", flush=True)
    finally:
        if running:
            running.stop_all()


def _stop(_number: int, _frame: FrameType | None) -> None:
    """The first signal stops in order; what follows must not disturb that."""
    for name in STOPPING:
        signal.signal(name, signal.SIG_IGN)
    raise Stop


def _only_one(where: Places, port: int) -> IO[str]:
    """The lock of this copy, held while it runs; the kernel lets go of it when we die. One that is just ending is waited for."""
    lock = (where.run / "demo.lock").open("w")
    end = time.monotonic() + FORMER_RUN_SECONDS
    while time.monotonic() < end:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            time.sleep(0.1)
    raise SystemExit(
        f"This copy runs already, at http://localhost:{port}: Ctrl-C where it was started ends it. "
        f"A second copy needs another port: PORT={port + 1} make demo"
    )


def _refuse_taken(port: int) -> None:
    """Orphans of a web server that was killed hold its port for a second or two."""
    end = time.monotonic() + ORPHANS_SECONDS
    while not _is_free(port):
        if time.monotonic() > end:
            raise SystemExit(f"Port {port} is taken. Choose another one: PORT={port + 1} make demo")
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


def _make_ready(where: Places) -> None:
    """Migrate, translate and seed, each only when something changed since the last time."""
    _once(where, "migrated", migrations(), ["migrate", "--verbosity", "0"])
    catalogues.compile_all(ROOT)
    if os.environ.get("COOP_DEMO") == "1":
        _once(where, "seeded", [], ["seed_demo"])


def _once(where: Places, name: str, inputs: list[Path], command: list[str]) -> None:
    stamp = where.home / name
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    if subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], cwd=ROOT, check=False).returncode:
        raise SystemExit(f"`manage.py {command[0]}` failed; the reason is above.")
    stamp.write_text(digest)


def _wait_for_health(port: int, running: Children) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    said = ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
        except OSError as error:
            said = str(error)
        running.revive()
        time.sleep(0.2)
    raise SystemExit(f"The application did not answer in {PATIENCE_SECONDS} s ({said}); see {running.where.logs}.")


def _say(port: int, seconds: float) -> None:
    address = f"http://localhost:{port}"
    print(f"\nCO'OP is at {address}   (ready after {seconds:.0f} s)")
    if os.environ["COOP_DEMO"] == "1":
        print(f"Choose somebody to be at {address}/demo/ : one fictional person for each role, no password.")
        print(f"A learner's page is reached from there too; asking for help is at {address}/ask/")
    else:
        print("An empty copy; the address of its first-run screens:")
        print(f"  COOP_DEMO=0 PORT={port} BASE_URL={address} {sys.executable} manage.py setup_school --link")
    print("Ctrl-C stops everything. `make reset` forgets the data.\n", flush=True)


if __name__ == "__main__":
    main()
