"""`make lock`: write both locks, with hashes, from pyproject.toml."""

from __future__ import annotations

import subprocess

from coop.services.places import ROOT

OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--python-version",
    "3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
]
OPTIONS += ["--custom-compile-command", "make lock", "--quiet"]


def main() -> None:
    """Compile the two locks; the second holds the first."""
    compile_lock = [str(ROOT / ".venv/bin/uv"), "pip", "compile", "pyproject.toml", *OPTIONS]
    subprocess.run([*compile_lock, "-o", "requirements.txt"], cwd=ROOT, check=True)
    development = ["--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"]
    subprocess.run([*compile_lock, *development], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
