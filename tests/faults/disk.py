"""A disk that takes no more for a while, under a server that runs.

Two kinds, both the system's own: a limit on the size of the server's files, which anybody may set, and a small file
system of its own that is filled to the last block or nearly, where this process may mount one.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SIZE_MIB = 96
FILLER = "filler"


@dataclass(slots=True)
class Disk:
    """`folder` is the data folder. `is_small`: it is a file system of its own, and can be full."""

    folder: Path
    is_small: bool = False
    windows: Counter[str] = field(default_factory=Counter)
    refuses: str | None = None
    _ended_at: float = 0.0

    def refuse(self, rng: random.Random, pid: int) -> None:
        """From now on the server's writes fail: all of them, or what goes beyond the room that is left."""
        self.refuses = rng.choice(("full", "limit")) if self.is_small else "limit"
        self.windows[self.refuses] += 1
        if self.refuses == "full":
            self._fill(leaving=rng.choice((0, 0, 4_096, 16_384, 65_536)))
        else:
            log = self.folder / "runnel.db-wal"
            used = log.stat().st_size if log.exists() else 0
            _limit(pid, rng.choice((0, used, used + 6_000, used + 40_000)))

    def take_nothing(self, pid: int) -> None:
        """Not a byte more, wherever there was room. `accept` ends it."""
        _limit(pid, 0)

    def accept(self, pid: int | None) -> None:
        """There is room again. `pid` is None when the server has been killed meanwhile."""
        if self.refuses is None:
            return
        (self.folder / FILLER).unlink(missing_ok=True)
        if pid is not None:
            _limit(pid, resource.RLIM_INFINITY)
        self.refuses = None
        self._ended_at = time.monotonic()

    def refused_since(self, moment: float) -> bool:
        """Whether a call that was begun then may have met it."""
        return self.refuses is not None or self._ended_at >= moment

    @property
    def ever_refused(self) -> bool:
        return bool(self.windows)

    def _fill(self, *, leaving: int) -> None:
        room = os.statvfs(self.folder)
        with (self.folder / FILLER).open("wb") as filler, contextlib.suppress(OSError):
            os.posix_fallocate(filler.fileno(), 0, max(room.f_bavail * room.f_frsize - leaving, 1))


@contextmanager
def disk_at(folder: Path, *, wanted: bool) -> Iterator[Disk]:
    """The disk of a data folder that is not there yet. What is in it stays in `folder` afterwards."""
    folder.mkdir(parents=True)
    disk = Disk(folder, is_small=wanted and _mounted(folder))
    try:
        yield disk
    finally:
        disk.accept(None)
        if disk.is_small:
            kept = folder.with_name(f"{folder.name}-kept")
            shutil.copytree(folder, kept)
            subprocess.run(["umount", "-l", str(folder)], check=True)
            folder.rmdir()
            kept.rename(folder)


def _mounted(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=0700", "runnel-siege", str(folder)]
    with contextlib.suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def _limit(pid: int, size_bytes: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size_bytes, resource.RLIM_INFINITY))
