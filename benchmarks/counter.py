"""User instructions of this process: from the kernel's counter, else counted by valgrind's callgrind, else not at all."""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SYSCALL = {"x86_64": 298, "aarch64": 241}
HARDWARE, INSTRUCTIONS = 0, 1
SIZE = 112
RESET, ENABLE, DISABLE = 0x2403, 0x2400, 0x2401
EXCLUDE_KERNEL_AND_HYPERVISOR, DISABLED = (1 << 5) | (1 << 6), 1
DUMPS = "COOP_CALLGRIND_DUMPS"
NONE = (
    "Instructions are skipped: this machine lets nobody read its counter (perf_event_open), "
    "and valgrind, which counts by itself, is missing (apt-get install valgrind)."
)


class Kernel:
    """The processor's own counter."""

    def __init__(self) -> None:
        self.file = self._open()

    def _open(self) -> int:
        number = SYSCALL.get(os.uname().machine)
        if number is None or not Path("/proc/sys/kernel/perf_event_paranoid").exists():
            return -1
        flags = DISABLED | EXCLUDE_KERNEL_AND_HYPERVISOR
        attributes = struct.pack("IIQQQQQ", HARDWARE, SIZE, INSTRUCTIONS, 0, 0, 0, flags).ljust(SIZE, b"\0")
        kernel = ctypes.CDLL(None, use_errno=True)
        return int(kernel.syscall(number, ctypes.create_string_buffer(attributes, SIZE), 0, -1, -1, 0))

    def count(self, work: Callable[[], object]) -> int:
        fcntl.ioctl(self.file, RESET, 0)
        fcntl.ioctl(self.file, ENABLE, 0)
        work()
        fcntl.ioctl(self.file, DISABLE, 0)
        return int(struct.unpack("Q", os.read(self.file, 8))[0])


class Callgrind:
    """This process runs under callgrind, which starts and stops counting when told. What telling costs is taken off."""

    def __init__(self, dumps: str) -> None:
        self.dumps = Path(dumps)
        self.telling = 0
        self.telling = min(self.count(lambda: None) for _ in range(3))

    def count(self, work: Callable[[], object]) -> int:
        self._tell("--zero")
        self._tell("--instr=on")
        work()
        self._tell("--instr=off")
        self._tell("--dump")
        newest = max(self.dumps.glob("out.*"), key=lambda path: int(path.suffix[1:]))
        total = re.search(r"^totals: (\d+)", newest.read_text(), re.MULTILINE)
        return max(int(total[1]) - self.telling, 0) if total else 0

    def _tell(self, what: str) -> None:
        subprocess.run(["callgrind_control", what, str(os.getpid())], check=True, capture_output=True)


def counter() -> Kernel | Callgrind | None:
    """The counter of this process; None when there is none."""
    if DUMPS in os.environ:
        return Callgrind(os.environ[DUMPS])
    kernel = Kernel()
    return kernel if kernel.file >= 0 else None


def again_under_callgrind(module: str, dumps: Path) -> None:
    """Where the kernel counts nothing and valgrind is there, begin again inside it; does not come back then."""
    if DUMPS in os.environ or Kernel().file >= 0 or not shutil.which("callgrind_control"):
        return
    os.environ[DUMPS] = str(dumps)
    shutil.rmtree(dumps, ignore_errors=True)
    dumps.mkdir(parents=True)
    options = ["--tool=callgrind", "--quiet", "--instr-atstart=no", f"--callgrind-out-file={dumps}/out"]
    os.execvp("valgrind", ["valgrind", *options, sys.executable, "-m", module])
