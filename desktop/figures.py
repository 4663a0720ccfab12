"""What a process and its children take, as Linux counts it; None elsewhere. Standard library only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LINUX = sys.platform.startswith("linux")


def since_process_start() -> float | None:
    """Seconds since this process was made."""
    if not LINUX:
        return None
    started_ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return round(uptime_s - started_ticks / os.sysconf("SC_CLK_TCK"), 3)


def memory_mb(pid: int | None = None) -> float | None:
    """Proportional memory (PSS) of a process, this one by default, and of all that it has started."""
    if not LINUX:
        return None
    return round(sum(_pss_kb(each) for each in family(os.getpid() if pid is None else pid)) / 1000, 1)


def family(pid: int) -> list[int]:
    """A process and its living descendants."""
    found = [pid]
    for one in found:  # grows while it is walked
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text(encoding="ascii").split()]
            except OSError:
                continue  # it has just ended
    return found


def _pss_kb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it has just ended, or is another user's
        return 0.0
    return next((int(line.split()[1]) * 1.024 for line in told.splitlines() if line.startswith("Pss:")), 0.0)
