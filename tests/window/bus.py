"""A session bus of a test's own, and a program on it that plays a part of a desktop."""

from __future__ import annotations

import os
import subprocess
from typing import IO

from desktop.toolkit import SYSTEM_PYTHON
from tests.window.app import ROOT


class SessionBus:
    """`program` is a module beside this one that plays a `part`."""

    def __init__(self, program: str, *arguments: str) -> None:
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
        self._bus = subprocess.Popen(command, stdout=pipe, stderr=quiet, text=True)
        self.address = _pipe(self._bus.stdout).readline().strip()
        self._program = subprocess.Popen(
            [SYSTEM_PYTHON, "-s", "-m", f"tests.window.{program}", *arguments],
            cwd=ROOT,
            env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": self.address},
            stdin=pipe,
            stdout=pipe,
            text=True,
        )
        assert self.hear() == "ready"

    def say(self, line: str) -> None:
        _pipe(self._program.stdin).write(line + "\n")
        _pipe(self._program.stdin).flush()

    def hear(self) -> str:
        """The program's next line; the test's own time-out is the end of the wait."""
        return _pipe(self._program.stdout).readline().strip()

    def end_program(self) -> None:
        self._program.terminate()
        self._program.wait()

    def stop(self) -> None:
        for process in (self._program, self._bus):
            process.terminate()
            process.communicate()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None  # both were asked for
    return pipe
