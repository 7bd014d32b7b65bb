"""The web server, the worker and the timetable of `make demo`: started, brought back when one dies, stopped together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from coop.services import broker, postgres, processes
from coop.services.places import Places
from coop.services.postgres import ServiceError

BIN = Path(sys.executable).parent
MOST_RESTARTS_A_MINUTE = 5

WEB = "gunicorn coop.wsgi --preload --no-control-socket --worker-class gthread --workers 2 --threads 4 --graceful-timeout 5"
WORKER = "celery -A coop worker --concurrency 2 --loglevel WARNING --without-gossip --without-mingle"
TIMETABLE = "celery -A coop beat --pidfile= --loglevel WARNING"


class Children:
    """What runs beside the servers, by name. Output goes to a log each; the list of them outlives a `kill -9` of ours."""

    def __init__(self, where: Places, port: int) -> None:
        self.where = where
        web = ["--bind", f"0.0.0.0:{port}", "--access-logfile", "/dev/null", "--worker-tmp-dir", str(where.run)]
        self.commands = {
            "web": [*WEB.split(), *web],
            "worker": WORKER.split(),
            "timetable": [*TIMETABLE.split(), "--schedule", str(where.run / "timetable")],
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: deque[float] = deque(maxlen=MOST_RESTARTS_A_MINUTE)
        self.troubles: set[str] = set()
        self.env = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}

    def start(self, *names: str) -> None:
        for name in names:
            program, *arguments = self.commands[name]
            log = self.where.logs / f"{name}.log"
            self.running[name] = processes.start([BIN / program, *arguments], log, self.env)
        marks = {str(child.pid): mark(child.pid) for child in self.running.values()}
        unfinished = _list(self.where).with_suffix(".unfinished")
        unfinished.write_text(json.dumps(marks))
        unfinished.replace(_list(self.where))  # whoever reads it reads all of it

    def watch(self) -> None:
        """Until stopped: bring back whatever died, servers included."""
        while True:
            time.sleep(1)
            self.revive()

    def revive(self) -> None:
        """One look round. What cannot start (the disk is full) is tried again and again, and said once."""
        try:
            if str(self.where.run) in os.environ["DATABASE_URL"] and postgres.ensure(self.where):
                print("PostgreSQL had stopped and runs again.", flush=True)
            if str(self.where.run) in os.environ["REDIS_URL"] and broker.ensure(self.where):
                print("The broker had stopped and runs again.", flush=True)
        except ServiceError as problem:
            self._say_once(str(problem))
        for name, child in list(self.running.items()):
            if child.poll() is not None:
                self._bring_back(name)

    def _bring_back(self, name: str) -> None:
        now = time.monotonic()
        if len(self.restarts) == MOST_RESTARTS_A_MINUTE and now - self.restarts[0] < 60:
            self._say_once(f"The {name} keeps stopping; the reason is in {self.where.logs / (name + '.log')}.")
            return
        self.restarts.append(now)
        print(f"The {name} had stopped and is started again.", flush=True)
        self.start(name)

    def _say_once(self, trouble: str) -> None:
        if trouble not in self.troubles:
            print(f"{trouble} It is tried again.", flush=True)
        self.troubles.add(trouble)

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
        _list(self.where).unlink(missing_ok=True)


def clear_leftovers(where: Places) -> None:
    """End what a killed run left behind. A number that now belongs to something else is left alone."""
    try:
        left = json.loads(_list(where).read_text())
    except (OSError, ValueError):  # none, or killed while it was written
        return
    for pid, began in left.items():
        if mark(int(pid)) == began:
            processes.stop(int(pid), wait_seconds=5)
    _list(where).unlink()


def mark(pid: int) -> str:
    """When a process began: a number and its beginning name one process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _list(where: Places) -> Path:
    return where.run / "children.json"
