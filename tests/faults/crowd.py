"""Many readers at once: some never read, hundreds come back together, some ask for everything from the beginning."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from backend.domain import facts
from backend.domain.facts import Fact
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from tests.faults.wire import Address, stream

PER_CHAT = 500  # deltas in one answer


async def fill(folder: Path, rows: int) -> None:
    """A log of about so many rows, single deltas all, as before any compaction; no server may have it open."""
    data = DataFolder(folder)
    ledger = Ledger.open(data)
    ledger.start()
    try:
        for chat in range(max(rows // PER_CHAT, 1)):
            await ledger.transact(partial(_chat, f"old-{chat}"))
    finally:
        await ledger.close()
        data.release()


def _chat(name: str, transaction: Transaction) -> None:
    created = facts.custom(facts.CREATED, {"title": name, "workspace": None, "model": None})
    run, message = f"run-{name}", f"answer-{name}"
    events = [
        (None, created),
        (run, facts.run_started(name, run, message_id=None, model="fake:scripted")),
        (run, {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "assistant", "timestamp": facts.now_ms()}),
        *(
            (run, {"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": f"{i} " + "word " * 80})
            for i in range(PER_CHAT)
        ),
        (run, {"type": "TEXT_MESSAGE_END", "messageId": message}),
        (run, facts.run_cancelled(name, run)),
    ]
    for owner, event in events:
        transaction.append(Fact(name, owner, event))


@dataclass(frozen=True, slots=True)
class Storm:
    """What a crowd did: how long until all had everything, and how much that was."""

    seconds: float
    mib: float
    slowest_s: float


async def storm(address: Address, cursor: str, head: int, *, readers: int) -> Storm:
    """So many readers come at once with this cursor, and leave when they have everything up to `head`."""
    begun = time.monotonic()
    results = await asyncio.gather(*(_read_all(address, cursor, head) for _ in range(readers)))
    seconds = time.monotonic() - begun
    return Storm(seconds, sum(size for size, _ in results) / 2**20, max(took for _, took in results))


async def _read_all(address: Address, cursor: str, head: int) -> tuple[int, float]:
    begun = time.monotonic()
    tail, size, seen = b"", 0, 0
    async with stream(address, after=cursor) as opened:
        while seen < head:  # a merged frame may go beyond it
            data = await opened.read(60)
            assert data, "the stream ended before the head"
            assert b'"reset":true' not in data[:200], "the cursor is older than the log serves"
            size += len(data)
            tail = tail[-100:] + data
            begins = tail.rfind(b'{"s":')
            number, comma, _ = tail[begins + 5 :].partition(b",")
            if begins >= 0 and comma:
                seen = int(number)
    return size, time.monotonic() - begun


@contextlib.asynccontextmanager
async def dead_readers(address: Address, cursor: str, *, readers: int) -> AsyncIterator[list[socket.socket]]:
    """Connections that asked for everything and read nothing, with small buffers, so that the server feels it."""
    sockets = []
    head = (
        f"GET /api/events?after={cursor} HTTP/1.1\r\nHost: {address.host}\r\n"
        f"Authorization: Bearer {address.token}\r\n\r\n"
    )
    for _ in range(readers):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", address.port))
        connection.sendall(head.encode())
        sockets.append(connection)
    try:
        yield sockets
    finally:
        for connection in sockets:
            connection.close()


def rss_mib(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def rested_mib(pid: int) -> float:
    """Its resident memory once that has stood still for a second: what a start imports on the side is there."""
    seen = [rss_mib(pid)]
    async with asyncio.timeout(20):
        while len(seen) < 5 or max(seen[-5:]) - min(seen[-5:]) > 1:
            await asyncio.sleep(0.25)
            seen.append(rss_mib(pid))
    return seen[-1]


def open_sockets(pid: int) -> int:
    """Sockets that a process has open."""
    count = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            count += str(entry.readlink()).startswith("socket:")
    return count
