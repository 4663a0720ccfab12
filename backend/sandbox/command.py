"""Runs one shell command that a person allowed: own process group, own environment, capped output, a certain end.

The environment is built here and never inherited: our keys, tokens and settings are not in it. Whatever ends the
call (its time, a stop, an error) ends the whole process group. There is no sandbox here yet, and nothing claims one:
that is why every command is asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.domain import limits

_KEPT_VARIABLES = (
    ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SHELL")
    if os.name == "posix"
    else (
        "PATH",
        "PATHEXT",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "COMSPEC",
        "TEMP",
        "TMP",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. `status` is its exit status, negative for a signal; None when its time was over."""

    status: int | None
    output: str
    cut_bytes: int


def environment(ours: Mapping[str, str]) -> dict[str, str]:
    """What a command may see of our environment."""
    return {name: ours[name] for name in _KEPT_VARIABLES if name in ours} | {"TERM": "dumb", "PAGER": "cat"}


async def run(command: str, folder: Path, *, timeout_s: float = limits.COMMAND_TIMEOUT_S) -> Outcome:
    """Runs it with the system's shell in `folder`; output and errors together, in order. Raises OSError."""
    process = await asyncio.create_subprocess_exec(
        *_shell(command),
        cwd=folder,
        env=environment(os.environ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=os.name == "posix",
    )
    output = _Capped(limits.COMMAND_OUTPUT_BYTES)
    try:
        async with asyncio.timeout(timeout_s):
            assert process.stdout is not None, "stdout is a pipe"
            while chunk := await process.stdout.read(64 * limits.KIB):
                output.take(chunk)
            status: int | None = await process.wait()
    except TimeoutError:
        status = None
    finally:
        await _end(process)
    return Outcome(status, output.text(), output.cut_bytes)


def _shell(command: str) -> list[str]:
    if sys.platform == "win32":
        return [os.environ.get("COMSPEC", "cmd.exe"), "/d", "/s", "/c", command]
    return [shutil.which("bash") or "/bin/sh", "-c", command]


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends the group, members that outlived the shell too, and waits for the shell itself."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limits.CANCEL_TIMEOUT_S):
            await process.wait()


class _Capped:
    """Keeps the first and the last part of what comes, and counts what it drops between."""

    def __init__(self, most_bytes: int) -> None:
        self._half = most_bytes // 2
        self._first = bytearray()
        self._last = bytearray()
        self.cut_bytes = 0

    def take(self, chunk: bytes) -> None:
        room = self._half - len(self._first)
        self._first += chunk[:room]
        self._last += chunk[room:] if room > 0 else chunk
        excess = len(self._last) - self._half
        if excess > 0:
            del self._last[:excess]
            self.cut_bytes += excess

    def text(self) -> str:
        middle = f"\n… {self.cut_bytes} bytes left out …\n".encode() if self.cut_bytes else b""
        return (bytes(self._first) + middle + bytes(self._last)).decode("utf-8", "replace")
