"""What comes out of a program: lines become messages, whatever they are, and nothing grows without end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from backend.domain import limits
from backend.mcp import stdio as module
from backend.mcp.definition import Definition
from backend.mcp.journal import Journal
from backend.mcp.program import Heard
from backend.mcp.stdio import Start, stdio


class FakeProgram:
    """A program that a test writes for."""

    def __init__(
        self, line: Sequence[str], folder: Path | None, variables: Mapping[str, str], *, out: Heard, errors: Heard
    ) -> None:
        self.out, self.errors = out, errors
        self.pid, self.status = 7, None
        self.exited = asyncio.Event()
        self.written: list[bytes] = []
        self.ended = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    async def end(self) -> None:
        self.ended = True


def read_of(pieces: list[bytes], errors: bytes = b"") -> tuple[list[Any], list[str], list[str]]:
    """The methods that arrived, the log, and why it was over."""
    journal = Journal(lambda text: text)
    over: list[str] = []
    arrived: list[Any] = []

    async def story() -> None:
        made: list[FakeProgram] = []

        def launch(*args: Any, **kwargs: Any) -> FakeProgram:
            made.append(FakeProgram(*args, **kwargs))
            return made[-1]

        start = Start(Definition("a", "x"), {})
        async with stdio(start, launch, journal, ended=over.append, began=lambda program: None) as (read, _):
            program = made[0]

            def feed() -> None:
                for piece in pieces:
                    program.out(piece)
                program.errors(errors)
                program.errors(b"")

            feeding = asyncio.create_task(asyncio.to_thread(feed))
            while not feeding.done() or read.statistics().tasks_waiting_send:
                try:
                    async with asyncio.timeout(0.2):
                        arrived.append((await read.receive()).message.method)
                except TimeoutError:
                    continue
        assert made[0].ended
        await feeding

    asyncio.run(story())
    return arrived, [line["text"] for line in journal.after(0)], over


NOTE = b'{"jsonrpc": "2.0", "method": "notifications/%d"}\n'


def test_lines_are_messages_however_they_are_cut() -> None:
    whole = b"".join(NOTE % n for n in range(3))
    assert read_of([whole])[0] == [f"notifications/{n}" for n in range(3)]
    assert read_of([whole[i : i + 1] for i in range(len(whole))])[0] == [f"notifications/{n}" for n in range(3)]


def test_E4_what_is_no_message_goes_to_the_log_and_the_rest_arrives() -> None:
    arrived, log, over = read_of([b"hello\n\xff\xfe\n{\n" + b"[" * 10_000 + b"\n\n" + NOTE % 1])
    assert (arrived, over) == (["notifications/1"], [])
    assert log[0] == "(no message) hello"
    assert max(len(line) for line in log) <= limits.MCP_LOG_CHARS + 1


def test_E4_a_message_without_an_end_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MCP_MESSAGE_BYTES", 100_000)
    arrived, _, over = read_of([b"x" * 65_536] * 4 + [NOTE % 1])
    assert (arrived, over) == ([], [module.TOO_LONG])


def test_error_output_is_the_log_line_by_line() -> None:
    _, log, _ = read_of([], errors=b"one\ntwo\r\nlast without an end")
    assert log == ["one", "two", "last without an end"]
