"""What was committed, on its way to the readers. A subscriber is only a cursor: the log is its queue.

The newest records stay in memory as encoded frames, each encoded once for all readers. Who is further behind reads
from the database, on a thread of its own, one at a time. So a reader that does not read costs nothing but its socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from backend.domain import limits
from backend.log.record import Record, frame

RING_BYTES = 8 * limits.MIB


class Feed:
    """The ring and the bell. `replay(after, limit)` reads older records from the database, off the loop."""

    def __init__(self, epoch: str, head: int, replay: Callable[[int, int], Awaitable[Sequence[Record]]]) -> None:
        self.epoch = epoch
        self.head = head
        self.closing = False
        self.readers = 0  # streams that are open now
        self.turn = asyncio.Lock()  # who opens or is far behind: one a round of the loop, so that a crowd leaves room
        self._replay = replay
        self._frames: list[bytes] = [b""] * limits.RING_RECORDS
        self._first = head + 1  # the oldest number in the ring
        self._bytes = 0
        self._bell = asyncio.Event()

    def publish(self, records: Sequence[Record]) -> None:
        """Takes committed records, in order, and wakes whoever waits."""
        for record in records:
            if record.s - self._first >= limits.RING_RECORDS:
                self._forget_first()
            encoded = frame(record, self.epoch)
            self._frames[record.s % limits.RING_RECORDS] = encoded
            self._bytes += len(encoded)
            self.head = record.s
        while self._bytes > RING_BYTES and self._first < self.head:
            self._forget_first()
        self._ring_bell()

    def forget(self) -> None:
        """Leaves everything so far to the database: it is about to be compacted, and half of a text from there does
        not go with the other half in the pieces that are kept here."""
        while self._first <= self.head:
            self._forget_first()

    def close(self) -> None:
        """Tells every subscriber to say `bye` and end."""
        self.closing = True
        self._ring_bell()

    async def beyond(self, s: int, *, timeout_s: float) -> bool:
        """Waits until there is something after `s`, or the feed closes; False when the time is over first."""
        try:
            async with asyncio.timeout(timeout_s):
                while self.head <= s and not self.closing:
                    await self._bell.wait()
        except TimeoutError:
            return False
        return True

    async def frames_after(self, s: int) -> tuple[bytes, int]:
        """The next frames, joined, and the number of the last one; no more than BATCH_FRAMES or about a MiB."""
        if s + 1 < self._first:
            head = self.head  # nothing may be left up to here, when the bin was emptied meanwhile
            records = await self._replay(s, limits.BATCH_FRAMES)
            return b"".join(frame(record, self.epoch) for record in records), records[-1].s if records else head
        joined: list[bytes] = []
        size = 0
        while s < self.head and len(joined) < limits.BATCH_FRAMES and size < limits.MIB:
            s += 1
            joined.append(self._frames[s % limits.RING_RECORDS])
            size += len(joined[-1])
        return b"".join(joined), s

    def _forget_first(self) -> None:
        slot = self._first % limits.RING_RECORDS
        self._bytes -= len(self._frames[slot])
        self._frames[slot] = b""
        self._first += 1

    def _ring_bell(self) -> None:
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()
