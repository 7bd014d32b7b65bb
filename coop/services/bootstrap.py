"""From a fresh clone to an environment that runs: only the standard library, nothing to install first.

Makes `.venv`, installs the locked packages with their hashes, and the few Debian libraries that no wheel carries (where
it may: root with apt-get; otherwise one sentence says what is missing). A stamp with the locks' hash skips all of it.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LIBRARIES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0"}
FONTS = ("/usr/share/fonts/truetype", "/usr/share/fonts/opentype")


def main() -> None:
    """Do what is missing, then return to make."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever python3 the machine has
        raise SystemExit("CO'OP needs Python 3.11 or newer: install python3.11 and call make again.")
    dev = "--dev" in sys.argv
    locks = [ROOT / "requirements.txt", *([ROOT / "requirements-dev.txt"] if dev else [])]
    began = time.monotonic()
    worked = _packages(locks[-1], "dev" if dev else "run")
    worked |= _debian(browser=dev)
    if worked:
        print(f"Set up in {time.monotonic() - began:.0f} s.", flush=True)


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _packages(lock: Path, kind: str) -> bool:
    stamp = VENV / f".locked-{kind}"
    covered = [stamp, VENV / ".locked-dev"] if kind == "run" else [stamp]
    wanted = _digest(ROOT / "requirements-dev.txt"), _digest(lock)
    for present in covered:
        if present.exists() and present.read_text() in wanted:
            return False
    print("Installing the packages (once)…", flush=True)
    if not PYTHON.exists():
        _make_venv()
    uv = _uv()
    _run([uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock])
    stamp.write_text(_digest(lock))
    return True


def _make_venv() -> None:
    command = [sys.executable, "-m", "venv", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and _may_install():
        _apt(["python3-venv"])
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit("Python's venv module is missing: install the package python3-venv and call make again.")


def _uv() -> Path:
    """The installer, itself locked by hash, in the environment."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        block = re.search(r"^uv==.*?(?=^\S)", (ROOT / "requirements.txt").read_text() + "\nend", re.M | re.S)
        if block is None:
            raise SystemExit("requirements.txt does not lock uv; call `make lock`.")
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            only_uv.write(block[0])
            only_uv.flush()
            _run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", only_uv.name])
    return uv


def _debian(*, browser: bool) -> bool:
    missing = [package for name, package in LIBRARIES.items() if not ctypes.util.find_library(name)]
    if not any(Path(folder).is_dir() for folder in FONTS):
        missing.append("fonts-dejavu-core")
    if browser and not _browser():
        missing.append("chromium")
    if not missing:
        return False
    if _may_install():
        print(f"Installing {', '.join(missing)} (once)…", flush=True)
        _apt(missing)
        return True
    needed = [package for package in missing if package != "chromium"]
    if needed:
        raise SystemExit(f"Please install {' '.join(missing)} (as root: apt-get install {' '.join(missing)}).")
    raise SystemExit("The browser tests need Chromium: as root, apt-get install chromium; or set CHROMIUM to its path.")


def _browser() -> bool:
    return bool(os.environ.get("CHROMIUM") or shutil.which("chromium"))


def _may_install() -> bool:
    return os.getuid() == 0 and shutil.which("apt-get") is not None


def _apt(packages: list[str]) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=env, stdout=subprocess.DEVNULL)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, check=False, env=env, stdout=subprocess.DEVNULL).returncode:
        raise SystemExit(f"apt-get could not install {' '.join(packages)}; install them and call make again.")


def _run(command: list[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode:
        raise SystemExit("The packages could not be installed; the reason is above. Is the network there?")


if __name__ == "__main__":
    main()
