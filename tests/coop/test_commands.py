"""What `make demo`, `make reset` and `manage.py` rest on."""

import os
import re
import subprocess
import sys

import pytest

from coop.services import children, processes
from coop.services.places import ROOT, places


def test_the_makefile_has_at_most_twelve_targets_of_one_line():
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if re.match(r"^[a-z]+:", line)]
    assert 2 <= len(lines) <= 12
    assert {line.split(":")[0] for line in lines} >= {"demo", "test", "check", "fix", "migrate", "reset", "bench"}


def test_every_setting_of_the_environment_is_in_the_example():
    text = "".join(path.read_text() for path in [ROOT / "coop/settings.py", *(ROOT / "coop/services").glob("*.py")])
    read = set(re.findall(r'(?:env\.\w+|required|secret|environ(?:\.get|\.setdefault)?)[(\[]\s*"([A-Z][A-Z_]+)"', text))
    private = {"COOP_TESTING", "COOP_DATABASE_AS_OWNER", "COOP_CACHE_PREFIX", "COOP_CACHE_DB"}
    private |= {"DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER", "PYTHONPYCACHEPREFIX"}
    listed = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - private == listed


def test_a_missing_setting_says_what_to_do():
    env = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "SECRET_KEY_FILE")}
    env |= {"COOP_PRODUCTION": "1"}
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode != 0
    assert "SECRET_KEY is not set. A long random text that signs sessions. See .env.example." in done.stderr


def test_a_copy_whose_path_is_long_gets_its_sockets_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("COOP_VAR", str(tmp_path / ("x" * 100)))
    where = places("8000")
    assert len(str(where.run / ".s.PGSQL.5432.lock")) <= 107
    where.run.rmdir()


def test_a_child_left_by_a_killed_run_is_ended_and_a_stranger_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("COOP_VAR", str(tmp_path))
    where = places("1")
    left = processes.start_server(["sleep", "60"], where.logs / "left.log")
    stranger = processes.start_server(["sleep", "60"], where.logs / "stranger.log")
    (where.run / "children.json").write_text(
        f'{{"{left}": "{children.mark(left)}", "{stranger}": "not its beginning"}}'
    )
    children.clear_leftovers(where)
    assert (processes.alive(left), processes.alive(stranger)) == (False, True)
    processes.stop(stranger)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_carry_hashes_and_name_no_registry(lock):
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^[a-zA-Z0-9_.-]+==", text, re.MULTILINE)
    assert len(pinned) > 50
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "index-url" not in text
    assert "://" not in text
