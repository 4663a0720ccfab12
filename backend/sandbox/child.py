"""A program that lives on beside us and is talked to over its pipes: own process group, own environment, a certain end.

As with commands (`command`): its environment is constructed, `end` ends the whole group and what left it, and if this
process is killed, a guard beside the program sees its pipe close and does the same. It is not in a sandbox: it may do
what the person may, which is why it is only started with a person's consent to its exact line.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from backend.domain import limits
from backend.sandbox.command import MARK, environment, kill_marked

# As in `command`, but the program's input is its own, so the guard's pipe comes under another number.
_GUARDED = f"""
mark=$1
exec 3</dev/fd/$2
shift 2
(
    while read -r _ <&3; do :; done
    for _ in 1 2 3 4 5; do
        left=$(grep -slF "{MARK}=$mark" /proc/[0-9]*/environ | cut -d/ -f3)
        [ -n "$left" ] && kill -KILL $left
    done
    kill -KILL 0
) </dev/null >/dev/null 2>&1 &
exec 3<&-
export {MARK}="$mark"
exec "$@"
"""

Heard = Callable[[bytes], None]


class Child:
    """Running from the moment it is made, which needs a running loop. `out` and `errors` are called with each piece,
    on a thread each: one that is kept waiting keeps the program waiting. Raises OSError."""

    def __init__(
        self, line: Sequence[str], folder: Path | None, variables: Mapping[str, str], *, out: Heard, errors: Heard
    ) -> None:
        self.exited = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._mark = secrets.token_hex(8)
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        inside = environment(os.environ) | dict(variables)
        given = shutil.which(line[0], path=inside.get("PATH"))  # on Windows it also finds npx.cmd
        if given is None:
            raise FileNotFoundError(2, "There is no such program", line[0])
        watched, self._guard = os.pipe()
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                self._arguments([given, *line[1:]], watched),
                cwd=folder,
                env=inside,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=os.name == "posix",
                pass_fds=(watched,) if os.name == "posix" else (),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except BaseException:
            os.close(self._guard)
            raise
        finally:
            os.close(watched)
        for name, work in (
            ("out", lambda: self._read(self._process.stdout, out)),
            ("errors", lambda: self._read(self._process.stderr, errors)),
            ("in", self._write),
            ("wait", self._wait),
        ):
            threading.Thread(target=work, name=f"child-{name}", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def status(self) -> int | None:
        return self._process.returncode

    def write(self, data: bytes) -> None:
        """Sends it to the program's input, in order; returns at once."""
        self._waiting.put(data)

    async def end(self) -> None:
        """Closes its input, gives it a moment to end by itself, then ends everything it began."""
        self._waiting.put(None)
        if not self.exited.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limits.MCP_END_S):
                    await self.exited.wait()
        await asyncio.shield(asyncio.to_thread(self._kill))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limits.CANCEL_TIMEOUT_S):
                await self.exited.wait()

    def _kill(self) -> None:
        guard, self._guard = self._guard, -1
        if guard >= 0:
            os.close(guard)
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            kill_marked(self._mark)
        elif self._process.returncode is None:
            self._process.kill()

    def _arguments(self, line: list[str], watched: int) -> list[str]:
        if sys.platform == "win32":
            return line
        shell = shutil.which("bash") or "/bin/sh"
        return [shell, "-c", _GUARDED, shell, self._mark, str(watched), *line]

    def _read(self, pipe: object, heard: Heard) -> None:
        with pipe:  # type: ignore[attr-defined]  # a raw pipe of subprocess
            while chunk := pipe.read(64 * limits.KIB):  # type: ignore[attr-defined]
                heard(chunk)
        heard(b"")

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None, "it was asked for"
        with contextlib.suppress(OSError), pipe:
            while (data := self._waiting.get()) is not None:
                left = memoryview(data)
                while left:  # a raw pipe takes what it has room for
                    left = left[pipe.write(left) :]

    def _wait(self) -> None:
        self._process.wait()
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            self._loop.call_soon_threadsafe(self.exited.set)
