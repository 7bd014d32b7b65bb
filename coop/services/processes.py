"""Starting and stopping child processes so that none outlives the one who started it."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Linux only: the kernel sends us SIGTERM when our parent is gone, `kill -9` included."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start_server(command: Sequence[str | Path], log: Path, env: dict[str, str] | None = None) -> int:
    """Start a server that may outlive us, in a session of its own, its output appended to `log`. Its number."""
    program = shutil.which(command[0]) or str(command[0])
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    arguments = [str(part) for part in command]
    return os.posix_spawn(program, arguments, env or dict(os.environ), file_actions=actions, setsid=True)


def start(command: Sequence[str | Path], log: Path, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a child that ends when we end, in its own process group, its output appended to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - started before any thread
        )


def alive(pid: int) -> bool:
    """Whether a process with this number runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"


def command_of(pid: int) -> str:
    """The program and arguments of a process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def stop(pid: int, *, by: signal.Signals = signal.SIGTERM, wait_seconds: float = 10) -> None:
    """Ask a process to end, and make it end when it does not listen."""
    for sent, patience in ((by, wait_seconds), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, sent)
        except ProcessLookupError:
            return
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if reaped(pid) or not alive(pid):
                return
            time.sleep(0.02)


def reaped(pid: int) -> bool:
    """Whether our child with this number has ended."""
    try:
        return pid > 0 and os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False
