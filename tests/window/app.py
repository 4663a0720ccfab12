"""Runnel as a person starts it, as a process of its own, and what a test asks of it from outside."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktop.script import Script

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-that-the-test-knows"
PATIENCE_S = 30.0


class App:
    """`display` None means that there is none. Its figures and stream openings are read from its log."""

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        display: str | None,
        port: int | None = None,
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = (sys.executable, "-m", "desktop"),
    ) -> None:
        self.data_dir = data_dir
        port = free_port() if port is None else port
        kept = {k: v for k, v in os.environ.items() if not k.startswith("RUNNEL_") and k not in NOT_A_PERSONS}
        ours = {"RUNNEL_TOKEN": TOKEN, "RUNNEL_LOG_LEVEL": "debug", **({"DISPLAY": display} if display else {})}
        self.process = subprocess.Popen(
            [*program, "--data-dir", str(data_dir), "--port", str(port), *arguments],
            cwd=ROOT,
            env={**kept, **ours, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that what it leaves behind can be found
        )
        self.api = Script(f"http://127.0.0.1:{port}", TOKEN)

    @property
    def log(self) -> str:
        file = self.data_dir / "runnel.log"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def wait_for_streams(self, count: int, *, timeout_s: float = PATIENCE_S) -> None:
        """Until so many event streams have been opened in all: a page that has opened its own is interactive."""
        wait_until(lambda: self.log.count("a stream opened") >= count, timeout_s=timeout_s)

    def family(self) -> dict[int, str]:
        """Every living process that it has started, by id, with its name."""
        found: dict[int, str] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, rest = re.split(r"\) ", stat.read_text(encoding="utf-8").partition(" (")[2], maxsplit=1)
            except (OSError, ValueError):
                continue  # it has just ended
            state, _, _, session = rest.split()[:4]
            if int(session) == self.process.pid and state != "Z":
                found[int(stat.parent.name)] = name
        return found

    def ended(self, *, timeout_s: float = PATIENCE_S) -> tuple[int, str, str]:
        """Waits for its end. Answers the exit code, standard output and standard error."""
        out, err = self.process.communicate(timeout=timeout_s)
        return self.process.returncode, out, err

    def kill_whatever_is_left(self) -> None:
        for pid in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate()


# what would change how a person's start goes: other displays, another Python's settings, this test run's own
NOT_A_PERSONS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "PYTHONPATH", "CI")


def wait_until(holds: Callable[[], bool], *, timeout_s: float = PATIENCE_S) -> None:
    ends = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError(f"not so within {timeout_s} s")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
