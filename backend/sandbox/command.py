"""Runs one shell command that a person allowed: own process group, own environment, capped output, a certain end.

The environment is built here and never inherited: our keys, tokens and settings are not in it. The call ends when the
shell does, or with its time, a stop or an error; whatever ends it ends the whole process group, and on Linux also what
left the group (`setsid`), found by a mark in its environment. If this process is killed, a guard beside the command
sees its pipe close and does the same.

What this is not: a sandbox. That is what `wrap` puts around the command where one works (`state`), and its own pid
namespace (or keeper) then ends every process with the first. Without it a program that empties its own environment and
leaves the group lives on, as does one that leaves the group on macOS. On Windows a job ends whatever the shell started.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.domain import limits
from backend.sandbox import job_object

MARK = "RUNNEL_COMMAND"  # with a value of its own for each call; the way Jenkins finds what its builds leave behind
# The shell becomes the command; beside it, in its group, the guard reads a pipe whose other end we hold until the end.
_GUARDED = f"""
mark=$1
shift
exec 3<&0 </dev/null
(
    while read -r _ <&3; do :; done
    for _ in 1 2 3 4 5; do
        left=$(grep -slF "{MARK}=$mark" /proc/[0-9]*/environ | cut -d/ -f3)
        [ -n "$left" ] && kill -KILL $left
    done
    kill -KILL 0
) >/dev/null 2>&1 &
exec 3<&-
export {MARK}="$mark"
exec "$@"
"""
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


async def run(
    command: str,
    folder: Path,
    *,
    timeout_s: float = limits.COMMAND_TIMEOUT_S,
    heard: Callable[[bytes], None] | None = None,
    wrap: Callable[[Sequence[str]], list[str]] | None = None,
) -> Outcome:
    """Runs it with the system's shell in `folder`; output and errors together, in order. Raises OSError.

    What the shell left running in the background is over when this returns, and does not hold it up. `heard` is given
    each piece of output as it comes, on a thread of ours. `wrap` makes the line that runs a command in a sandbox.
    """
    started = Started(command, folder, heard, wrap)
    status: int | None = None
    try:
        async with asyncio.timeout(timeout_s):
            await started.exited.wait()
        status = started.process.returncode
        await started.rest(limits.COMMAND_DRAIN_S)
    except TimeoutError:
        pass
    finally:
        await started.end()
    return Outcome(status, started.output.text(), started.output.cut_bytes)


class Started:
    """A running command with two threads of its own; it runs until its shell ends, or `end` is awaited, which has to
    be done once in any case. Raises OSError where it cannot be started.

    Not asyncio's: its `wait` waits for the pipes too (until Python 3.13), and it gives Windows no whole command line.
    """

    def __init__(
        self,
        command: str,
        folder: Path,
        heard: Callable[[bytes], None] | None,
        wrap: Callable[[Sequence[str]], list[str]] | None,
        *,
        kept_bytes: int = limits.COMMAND_OUTPUT_BYTES,
    ) -> None:
        self._heard = heard
        self.output = _Capped(kept_bytes)
        self.exited = asyncio.Event()
        self._closed = asyncio.Event()  # nobody can write output any more
        self._mark = secrets.token_hex(8)
        self._job = job_object.Job() if os.name == "nt" else None
        stdin, self._guard = os.pipe()
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                _arguments(command, self._mark, wrap),
                cwd=folder,
                env=environment(os.environ),
                stdin=stdin if os.name == "posix" else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) | (job_object.SUSPENDED if self._job else 0),
            )
            if self._job is not None:
                self._take_into(self._job)
        except BaseException:
            os.close(self._guard)
            if self._job is not None:
                self._job.end()
            raise
        finally:
            os.close(stdin)
        loop = asyncio.get_running_loop()
        for work, over in ((self._read, self._closed), (self.process.wait, self.exited)):
            threading.Thread(target=_then_tell, args=(work, over, loop), name="command", daemon=True).start()

    async def rest(self, most_s: float) -> None:
        """Waits for output that is still on its way."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self._closed.wait()

    async def end(self) -> None:
        """Ends everything the command began, and waits until that is so."""
        os.close(self._guard)
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await asyncio.to_thread(kill_marked, self._mark)
        elif self._job is not None:
            self._job.end()
        await self.rest(limits.CANCEL_TIMEOUT_S)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limits.CANCEL_TIMEOUT_S):
                await self.exited.wait()

    def _take_into(self, job: job_object.Job) -> None:
        """It runs from here on; if that fails, it never does."""
        try:
            job.take(int(self.process._handle))  # type: ignore[attr-defined]  # Windows' alone, and asyncio's way too
        except OSError:
            self.process.kill()
            self.process.wait()
            raise

    def _read(self) -> None:
        with self.process.stdout as pipe:  # type: ignore[union-attr]  # it is a pipe
            while chunk := pipe.read(64 * limits.KIB):
                self.output.take(chunk)
                if self._heard is not None:
                    self._heard(chunk)


def _then_tell(work: Callable[[], object], over: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    try:
        work()
    finally:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(over.set)


def _arguments(command: str, mark: str, wrap: Callable[[Sequence[str]], list[str]] | None) -> list[str] | str:
    if sys.platform == "win32":
        assert wrap is None, "no sandbox is claimed there"
        return windows_line(command, os.environ.get("COMSPEC", "cmd.exe"))
    shell = shutil.which("bash") or "/bin/sh"
    line = [shell, "-c", command]
    return [shell, "-c", _GUARDED, shell, mark, *(wrap(line) if wrap is not None else line)]


def windows_line(command: str, shell: str) -> str:
    """The whole line for cmd.exe, which takes off the outer quotes (/s) and runs what is between them as it is.

    As a list of arguments it would be quoted by the rules of C programs (`\\"`), which cmd.exe does not know: another
    line would run than the one that was allowed. Raises OSError for several lines, of which cmd.exe runs the first.
    """
    if "\n" in command or "\r" in command:
        raise OSError(errno.EINVAL, "cmd.exe runs one line only; join the lines with “&”")
    return f'"{shell}" /d /s /c "{command}"'


def kill_marked(mark: str) -> None:
    """Kills what carries the mark until nothing does, because it may fork meanwhile. Needs Linux's /proc."""
    for _ in range(50):
        left = [pid for pid in _processes() if _carries(pid, f"{MARK}={mark}".encode())]
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _processes() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208  names only
    except OSError:
        return []


def _carries(pid: int, mark: bytes) -> bool:
    try:
        return mark in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:  # it has ended, or is somebody else's
        return False


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
