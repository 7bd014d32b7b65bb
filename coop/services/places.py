"""Where one running copy keeps its state, and which of several copies it is.

A copy is named by its port (`var/8000/`), the test servers by `var/test/`. Everything below is private to the account
that runs it; nothing of it is ever committed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("coop", "pantry", "referrals", "volunteers")
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
"""Unix sockets end at 107 bytes; a deep checkout gets its sockets in the temporary folder instead."""


def migrations() -> list[Path]:
    """Every file that decides what the migrated database looks like, in order; the packages bring migrations too."""
    ours = sorted(path for app in APPS for path in ROOT.glob(f"{app}/**/migrations/*.py"))
    return [*ours, ROOT / "coop/services/grants.py", ROOT / "requirements.txt"]


@dataclass(frozen=True)
class Places:
    """The folders of one copy. `home` holds data, `run` holds sockets and locks."""

    home: Path
    run: Path

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def redis(self) -> Path:
        return self.home / "redis"

    @property
    def keyring(self) -> Path:
        return self.home / "keyring.json"

    @property
    def mail(self) -> Path:
        return self.home / "mail"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


def places(instance: str) -> Places:
    """The folders of the copy called `instance`, made when missing, readable by their owner only."""
    home = Path(os.environ.get("COOP_VAR", ROOT / "var")).resolve() / instance
    run = home / "run"
    if len(str(run)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(str(run).encode()).hexdigest()[:12]
        run = Path(tempfile.gettempdir()) / f"coop-{os.getuid()}-{digest}"
    found = Places(home=home, run=run)
    for folder in (home, run, found.redis, found.mail, found.logs):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if run.stat().st_uid != os.getuid():
        raise SystemExit(f"{run} belongs to somebody else. Remove it, or set COOP_VAR to a folder of your own.")
    return found


def instance_name() -> str:
    """The port names the copy, so that a second copy on another port has its own data."""
    return os.environ.get("COOP_INSTANCE") or os.environ.get("PORT") or "8000"
