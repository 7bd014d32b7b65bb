"""`make demo`: the whole application on this machine, from nothing to an address, and all of it stopped by Ctrl-C.

Whatever was killed in a former run is cleared away first, so starting again always works.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path
from types import FrameType

from coop.services import broker, postgres, processes
from coop.services.environment import prepare
from coop.services.places import ROOT, Places, instance_name

BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 60
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOST_RESTARTS_A_MINUTE = 5


class Stop(Exception):
    """Somebody asked us to end."""


def main() -> None:
    """Prepare, start, watch, stop."""
    for name in STOPPING:
        signal.signal(name, _stop)
    os.environ.setdefault("COOP_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    began = time.monotonic()
    port = int(os.environ.get("PORT") or 8000)
    children = None
    try:
        where = prepare(instance_name())
        _clear_leftovers(where)
        _refuse_taken(port)
        _make_ready(where)
        children = Children(where, port)
        children.start_all()
        _wait_for_health(port, children)
        _say(port, time.monotonic() - began)
        children.watch()
    except Stop:
        print("\nStopping…", flush=True)
    finally:
        if children:
            children.stop_all()


def _stop(_number: int, _frame: FrameType | None) -> None:
    """The first signal stops in order; what follows must not disturb that."""
    for name in STOPPING:
        signal.signal(name, signal.SIG_IGN)
    raise Stop


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            raise SystemExit(f"Port {port} is taken. Choose another one: PORT={port + 1} make demo") from None


def _clear_leftovers(where: Places) -> None:
    """End what a killed run left behind. A number that now belongs to something else is left alone."""
    path = where.run / "children.json"
    if not path.exists():
        return
    for pid, mark in json.loads(path.read_text() or "{}").items():
        if _mark(int(pid)) == mark:
            processes.stop(int(pid), wait_seconds=5)
    path.unlink()


def _mark(pid: int) -> str:
    """When a process began: a number and its beginning name one process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _make_ready(where: Places) -> None:
    """Migrate, translate and seed, each only when something changed since the last time."""
    from coop.vault import keyring

    keyring.ensure(where.keyring)
    migrations = list(ROOT.glob("[!.v]*/**/migrations/*.py"))
    _once(where, "migrated", [*migrations, ROOT / "coop/services/grants.py"], ["migrate", "--verbosity", "0"])
    _once(where, "translated", list(ROOT.glob("locale/*/*/LC_MESSAGES/*.po")), ["compile_messages"])
    if os.environ.get("COOP_DEMO") == "1":
        _once(where, "seeded", [], ["seed_demo"])


def _once(where: Places, name: str, inputs: list[Path], command: list[str]) -> None:
    stamp = where.home / name
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(inputs))).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    if subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], cwd=ROOT, check=False).returncode:
        raise SystemExit(f"`manage.py {command[0]}` failed; the reason is above.")
    stamp.write_text(digest)


class Children:
    """The web server, the worker and the timetable: started together, restarted when one dies, stopped together."""

    def __init__(self, where: Places, port: int) -> None:
        self.where = where
        celery: list[str | Path] = [BIN / "celery", "-A", "coop"]
        web: list[str | Path] = [
            "--bind",
            f"0.0.0.0:{port}",
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
        ]
        web += ["--access-logfile", "/dev/null", "--worker-tmp-dir", where.run, "--graceful-timeout", "5"]
        beat: list[str | Path] = [
            "beat",
            "--schedule",
            where.run / "timetable",
            "--pidfile",
            "",
            "--loglevel",
            "WARNING",
        ]
        worker: list[str | Path] = [
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
        ]
        self.commands: dict[str, list[str | Path]] = {
            "web": [BIN / "gunicorn", "coop.wsgi", *web],
            "worker": [*celery, *worker],
            "timetable": [*celery, *beat],
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: deque[float] = deque(maxlen=MOST_RESTARTS_A_MINUTE)
        self.env = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}

    def start_all(self) -> None:
        for name in self.commands:
            self.start(name)

    def start(self, name: str) -> None:
        self.running[name] = processes.start(self.commands[name], self.where.logs / f"{name}.log", self.env)
        marks = {str(child.pid): _mark(child.pid) for child in self.running.values()}
        (self.where.run / "children.json").write_text(json.dumps(marks))

    def watch(self) -> None:
        """Until stopped: bring back whatever died, servers included."""
        while True:
            time.sleep(1)
            self.revive()

    def revive(self) -> None:
        """One look round."""
        if str(self.where.run) in os.environ["DATABASE_URL"] and postgres.ensure(self.where):
            print("PostgreSQL had stopped and runs again.", flush=True)
        if str(self.where.run) in os.environ["REDIS_URL"] and broker.ensure(self.where):
            print("The broker had stopped and runs again.", flush=True)
        for name, child in list(self.running.items()):
            if child.poll() is not None:
                self._bring_back(name)

    def _bring_back(self, name: str) -> None:
        now = time.monotonic()
        if len(self.restarts) == MOST_RESTARTS_A_MINUTE and now - self.restarts[0] < 60:
            raise SystemExit(f"The {name} keeps stopping; the reason is in {self.where.logs / (name + '.log')}.")
        self.restarts.append(now)
        print(f"The {name} had stopped and is started again.", flush=True)
        self.start(name)

    def stop_all(self) -> None:
        for child in self.running.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.running.values():
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        (self.where.run / "children.json").unlink(missing_ok=True)


def _wait_for_health(port: int, children: Children) -> None:
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
        children.revive()
        time.sleep(0.2)
    raise SystemExit(f"The application did not answer in {PATIENCE_SECONDS} s ({said}); see {children.where.logs}.")


def _say(port: int, seconds: float) -> None:
    address = f"http://localhost:{port}"
    print(f"\nCO'OP is at {address}   (ready after {seconds:.0f} s)")
    print(f"Choose somebody to be at {address}/demo/ : one fictional person for each role, no password.")
    print(f"A learner's page is reached from there too; asking for help is at {address}/ask/")
    print("Ctrl-C stops everything. `make reset` forgets the data.\n", flush=True)


if __name__ == "__main__":
    main()
