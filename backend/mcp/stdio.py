"""One server as a program: JSON-RPC over its pipes, a line a message, as the SDK's client takes it.

The SDK's own is not used: it inherits parts of our environment, leaves the program alive when this process is killed,
and takes lines of any length. A program that sends too much is kept waiting on its own pipe, so that nobody else is.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.domain import limits
from backend.domain.finishing import to_its_end
from backend.mcp.definition import Definition
from backend.mcp.journal import Journal
from backend.mcp.program import Launch, Program

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectSendStream
    from mcp.shared.message import SessionMessage

    Messages = MemoryObjectSendStream[SessionMessage | Exception]

TOO_LONG = "It sent a message that is too long, so it was ended."
SLOWED = "It sends more than can be used, so it is kept waiting."
_NO_JSON_SHOWN = 20  # lines that are no messages, in the log


@dataclass(frozen=True, slots=True)
class Start:
    """What is run, with the real values of its variables."""

    definition: Definition
    variables: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Where it runs: what was said, else the person's own folder."""
        return Path(self.definition.cwd or "~").expanduser()

    def __repr__(self) -> str:
        return f"Start({self.definition.name})"


@asynccontextmanager
async def stdio(
    start: Start, launch: Launch, journal: Journal, *, ended: Callable[[str], None], began: Callable[[Program], None]
) -> AsyncGenerator[tuple[Any, Any]]:  # Any: the SDK's streams
    """The SDK's transport. `ended` is told once why there is no more to come. Raises OSError."""
    import anyio

    read_end, reading = anyio.create_memory_object_stream[Any](0)
    writing, write_end = anyio.create_memory_object_stream[Any](0)
    definition = start.definition
    assert definition.command is not None, "it is a program"
    lines = _Lines(asyncio.get_running_loop(), read_end, journal, ended)
    streams = (read_end, reading, writing, write_end)
    try:
        program = launch(
            [definition.command, *definition.args], start.folder, start.variables, out=lines.out, errors=lines.errors
        )
    except BaseException:
        await _closed(streams)
        raise
    began(program)
    writer = asyncio.create_task(_write(write_end, program), name=f"mcp-in-{definition.name}")
    waiter = asyncio.create_task(_wait(program, journal, ended, read_end), name=f"mcp-exit-{definition.name}")
    try:
        yield reading, writing
    finally:
        lines.close()
        for task in (writer, waiter):
            task.cancel()
        await to_its_end(program.end(), name=f"mcp-end-{definition.name}")
        await _closed(streams)


async def _closed(streams: Iterable[Any]) -> None:  # Any: the SDK's
    for stream in streams:
        await stream.aclose()


async def _write(write_end: Any, program: Program) -> None:  # Any: the SDK's stream
    async with write_end:
        async for message in write_end:
            program.write(message.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")


async def _wait(program: Program, journal: Journal, ended: Callable[[str], None], read_end: Any) -> None:
    await program.exited.wait()
    status = program.status
    how = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
    journal.say("runnel", f"It has ended ({how}).", level="warning")
    ended(f"It has ended ({how}).")
    await read_end.aclose()  # then every call that waits is answered with an error


class _Lines:
    """What comes out of a program, on its threads: lines become messages, and the loop is never given too many."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, to: Messages, journal: Journal, ended: Callable[[str], None]
    ) -> None:
        self._loop = loop
        self._to = to
        self._journal = journal
        self._ended = ended
        self._closed = False
        self._held = bytearray()
        self._error = bytearray()
        self._no_json = 0
        self._out_rate = _Rate(journal)
        self._error_rate = _Rate(journal)

    def close(self) -> None:
        self._closed = True

    def out(self, piece: bytes) -> None:
        from mcp.shared.message import SessionMessage
        from mcp_types import jsonrpc_message_adapter

        self._held += piece
        if len(self._held) > limits.MCP_MESSAGE_BYTES and b"\n" not in piece:
            return self._give_up()
        *lines, rest = bytes(self._held).split(b"\n") if b"\n" in piece else (bytes(self._held),)
        self._held = bytearray(rest)
        for line in lines:
            if self._closed or not line.strip():
                continue
            if len(line) > limits.MCP_MESSAGE_BYTES:
                return self._give_up()
            self._out_rate.wait(lambda: self._closed)
            try:
                message = SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
            except (ValueError, RecursionError):
                self._say_no_json(line)
                continue
            self._send(message)
        return None

    def errors(self, piece: bytes) -> None:
        self._error += piece
        *lines, rest = self._error.split(b"\n")
        self._error = rest[-limits.MCP_LOG_CHARS * 4 :] if piece else bytearray()
        for line in [*lines, *([] if piece else [rest])]:
            if line.strip():
                self._error_rate.wait(lambda: self._closed)
                self._journal.say("server", line[: limits.MCP_LOG_CHARS * 4].decode("utf-8", "replace").rstrip())

    def _send(self, message: SessionMessage) -> None:
        """Waits until the loop took it: this is what slows a flood down."""
        with contextlib.suppress(Exception):  # the connection has gone meanwhile, and with it who would read this
            asyncio.run_coroutine_threadsafe(self._to.send(message), self._loop).result()

    def _say_no_json(self, line: bytes) -> None:
        self._no_json += 1
        if self._no_json <= _NO_JSON_SHOWN:
            text = line[: limits.MCP_LOG_CHARS].decode("utf-8", "replace")
            self._journal.say("server", f"(no message) {text}", level="warning")

    def _give_up(self) -> None:
        self._held.clear()
        if self._closed:
            return
        self._closed = True
        self._journal.say("runnel", TOO_LONG, level="error")
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._ended, TOO_LONG)


class _Rate:
    """So many at once, then so many a second; `wait` waits on a thread."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._left = float(limits.MCP_BURST)
        self._at = time.monotonic()
        self._told = False

    def wait(self, over: Callable[[], bool]) -> None:
        now = time.monotonic()
        self._left = min(limits.MCP_BURST, self._left + (now - self._at) * limits.MCP_RATE) - 1
        self._at = now
        if self._left >= 0 or over():
            return
        if not self._told:
            self._told = True
            self._journal.say("runnel", SLOWED, level="warning")
        time.sleep(-self._left / limits.MCP_RATE)
