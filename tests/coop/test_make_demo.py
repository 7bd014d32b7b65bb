"""`make demo` itself, on a copy of its own without the demo school: killed, started again, stopped."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from coop.services import children, demo, processes
from coop.services.places import ROOT, places

OURS = re.compile(r"^(COOP_|DATABASE_|REDIS_URL|SECRET_KEY|EMAIL_|PYTEST_)")


class Copy:
    """One copy under a folder of its own; `start` returns when it answers."""

    def __init__(self, folder: Path, port: int) -> None:
        self.where = places(str(port))
        self.port, self.output = port, folder / "output"
        kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
        self.env = {**kept, "COOP_VAR": str(folder), "COOP_DEMO": "0", "PORT": str(port)}

    def start(self) -> subprocess.Popen:
        with self.output.open("w") as output:
            made = subprocess.Popen([sys.executable, "-m", "coop.services.demo"], cwd=ROOT, env=self.env, stdout=output)
        while made.poll() is None and "Ctrl-C stops everything" not in self.output.read_text():
            time.sleep(0.05)
        assert made.poll() is None, self.output.read_text()
        return made

    def health(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
            return answer.read().decode()

    def everything(self) -> list[int]:
        """The servers' and the children's numbers."""
        servers = [self.where.postgres / "postmaster.pid", self.where.run / "redis.pid"]
        listed = json.loads((self.where.run / "children.json").read_text())
        return [int(path.read_text().split()[0]) for path in servers] + [int(pid) for pid in listed]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("COOP_VAR", str(tmp_path))
    return Copy(tmp_path, port)


def test_killed_whole_it_starts_again_and_stopped_it_leaves_nothing(copy):
    first = copy.start()
    assert copy.health() == "ok"
    os.kill(copy.everything()[1], signal.SIGKILL)
    while "The worker had stopped and is started again." not in copy.output.read_text():
        time.sleep(0.05)  # a worker that lost its broker is made anew
    killed = [first.pid, *copy.everything()]
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):  # the timetable ends with the broker, too
            os.kill(pid, signal.SIGKILL)
    first.wait()
    second = copy.start()
    assert copy.health() == "ok"
    left = copy.everything()
    assert not set(left) & set(killed)
    second.send_signal(signal.SIGINT)
    assert second.wait(timeout=60) == 0
    assert [pid for pid in left if processes.alive(pid)] == []


def test_a_worker_that_finds_no_broker_ends_instead_of_waiting_where_it_hears_nothing(tmp_path):
    env = {**os.environ, "REDIS_URL": f"unix://{tmp_path}/none.sock"}
    program, *arguments = children.WORKER.split()
    ended = subprocess.run([children.BIN / program, *arguments], cwd=ROOT, env=env, capture_output=True, timeout=120)
    assert ended.returncode == 1, ended.stderr


def test_a_second_one_of_the_same_copy_is_refused_and_leaves_the_first_alone(copy, monkeypatch):
    monkeypatch.setattr(demo, "FORMER_RUN_SECONDS", 0.2)
    held = demo._only_one(copy.where, 8000)
    with pytest.raises(SystemExit, match=r"runs already, at http://localhost:8000: Ctrl-C .* PORT=8001 make demo"):
        demo._only_one(copy.where, 8000)
    held.close()
    demo._only_one(copy.where, 8000).close()


def test_a_taken_port_is_named_with_another_one_to_choose(monkeypatch):
    monkeypatch.setattr(demo, "ORPHANS_SECONDS", 0.2)
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken. Choose another one: PORT={port + 1} make demo"):
            demo._refuse_taken(port)


def test_a_list_of_children_that_was_cut_off_is_no_obstacle(copy):
    (copy.where.run / "children.json").write_text('{"12": "34')
    children.clear_leftovers(copy.where)
