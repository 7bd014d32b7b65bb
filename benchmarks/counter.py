"""User instructions of this process, from the kernel's own counter; nothing where the machine has none."""

from __future__ import annotations

import ctypes
import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path

SYSCALL = {"x86_64": 298, "aarch64": 241}
HARDWARE, INSTRUCTIONS = 0, 1
SIZE = 112
RESET, ENABLE, DISABLE = 0x2403, 0x2400, 0x2401
EXCLUDE_KERNEL_AND_HYPERVISOR, DISABLED = (1 << 5) | (1 << 6), 1


class Instructions:
    """`count(work)` answers how many user instructions the work took, or None."""

    def __init__(self) -> None:
        self.file = self._open()

    @property
    def is_there(self) -> bool:
        return self.file >= 0

    def _open(self) -> int:
        number = SYSCALL.get(os.uname().machine)
        if number is None or not Path("/proc/sys/kernel/perf_event_paranoid").exists():
            return -1
        flags = DISABLED | EXCLUDE_KERNEL_AND_HYPERVISOR
        attributes = struct.pack("IIQQQQQ", HARDWARE, SIZE, INSTRUCTIONS, 0, 0, 0, flags).ljust(SIZE, b"\0")
        kernel = ctypes.CDLL(None, use_errno=True)
        return int(kernel.syscall(number, ctypes.create_string_buffer(attributes, SIZE), 0, -1, -1, 0))

    def count(self, work: Callable[[], object]) -> int | None:
        if not self.is_there:
            work()
            return None
        fcntl.ioctl(self.file, RESET, 0)
        fcntl.ioctl(self.file, ENABLE, 0)
        work()
        fcntl.ioctl(self.file, DISABLE, 0)
        return int(struct.unpack("Q", os.read(self.file, 8))[0])
