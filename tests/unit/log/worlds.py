"""A ledger in a temporary folder, on a loop of its own, for stories about the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from backend.domain.facts import Fact
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.log.record import Record


@asynccontextmanager
async def open_ledger(path: Path) -> AsyncIterator[Ledger]:
    """Opened, started, and closed in order."""
    folder = DataFolder(path)
    ledger = Ledger.open(folder)
    ledger.start()
    try:
        yield ledger
    finally:
        await ledger.close()
        folder.release()


def in_ledger(path: Path, story: Callable[[Ledger], Awaitable[None]]) -> None:
    """Runs a story with one open ledger."""

    async def run() -> None:
        async with open_ledger(path) as ledger:
            await story(ledger)

    asyncio.run(run())


def delta(text: str, *, c: str = "c", message: str = "m", run: str | None = "r") -> Fact:
    return Fact(c, run, {"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": text})


def start(*, c: str = "c", message: str = "m", run: str | None = "r") -> Fact:
    return Fact(c, run, {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "assistant"})


def end(*, c: str = "c", message: str = "m", run: str | None = "r") -> Fact:
    return Fact(c, run, {"type": "TEXT_MESSAGE_END", "messageId": message})


def seen(record: Record) -> tuple[int, str, int, str]:
    """What a story compares of a record."""
    event = record.decoded()
    return record.s, record.conversation, record.n, str(event.get("delta", event["type"]))


def parse_frames(stream: bytes) -> list[dict[str, object]]:
    """The data of unnamed frames."""
    blocks = [dict(line.split(b": ", 1) for line in block.split(b"\n")) for block in stream.strip().split(b"\n\n")]
    return [orjson.loads(block[b"data"]) for block in blocks if b"event" not in block]
