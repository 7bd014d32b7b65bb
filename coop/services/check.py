"""`make check`: everything that reads the code without running it, each with its time, all of them even when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from coop.services.environment import prepare
from coop.services.places import ROOT

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "templates": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
    "layers": [str(BIN / "lint-imports")],
    "types": [str(BIN / "mypy"), "."],
    "security": [str(BIN / "bandit"), "-q", "-r", "coop", "pantry", "referrals", "volunteers", "-c", "pyproject.toml"],
    "dependencies": [str(BIN / "deptry"), "."],
    "django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "messages": [sys.executable, "manage.py", "messages", "--check"],
}


def main() -> None:
    """Run all checks (or those named), print one line each, exit 1 when one failed."""
    prepare("check", safe=False)
    wanted = sys.argv[1:] or list(CHECKS)
    failed = [name for name in wanted if not _passes(name)]
    print(f"{len(wanted) - len(failed)} passed, {len(failed)} failed")
    raise SystemExit(1 if failed else 0)


def _passes(name: str) -> bool:
    began = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
