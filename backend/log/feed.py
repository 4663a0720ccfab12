"""What was committed, on its way to the readers. A subscriber is only a cursor: the log is its queue.

The newest records stay in memory as encoded frames, each encoded once for all readers. Who is further behind is sent
what the database has, merged (`merge`) on a thread of its own, one batch at a time, and a batch that was read for one
is kept a while for the others. So a reader that does not read costs nothing but its socket, and one batch in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from backend.domain import limits
from backend.log.merge import Shown
from backend.log.record import Record, frame

RING_RECORDS = 2 * limits.LIVE_RECORDS
RING_BYTES = 8 * limits.MIB
STRIDE = 1024  # numbers in one batch at most: batches begin alike for all readers, whatever their cursors
KEPT_BATCHES = 16

Batch = tuple[bytes, int]  # frames, joined, and the number that a reader of them has come to
# Frames of the rows in `after`+1 … `last` from the database, off the loop. Behind a number of the third nothing joins.
Replay = Callable[[int, int, Collection[int]], Awaitable[Batch]]


class Feed:
    """The ring and the bell."""

    def __init__(self, epoch: str, head: int, replay: Replay) -> None:
        self.epoch = epoch
        self.head = head
        self.closing = False
        self.readers = 0  # streams that are open now
        self.told = 0  # how often something beside the log was said to have changed
        self._changed: dict[str, int] = {}  # what, and which time it was the last
        self.shown = Shown(head)
        self._replay = replay
        self._turn = asyncio.Lock()  # who is behind: one a round of the loop, so that a crowd leaves room
        self._batches: dict[tuple[int, int], Batch] = {}  # by `after` and `last`, the least used first
        self._forgetting = 0  # how many do now
        self._forgotten = 0  # how many ever did
        self._frames: list[bytes] = [b""] * RING_RECORDS
        self._first = head + 1  # the oldest number in the ring
        self._bytes = 0
        self._bell = asyncio.Event()

    def publish(self, records: Sequence[Record]) -> None:
        """Takes committed records, in order, and wakes whoever waits."""
        for record in records:
            if record.s - self._first >= RING_RECORDS:
                self._forget_first()
            encoded = frame(record, self.epoch)
            self._frames[record.s % RING_RECORDS] = encoded
            self._bytes += len(encoded)
            self.head = record.s
        while self._bytes > RING_BYTES and self._first < self.head:
            self._forget_first()
        self._ring_bell()

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """Leaves everything so far to the database while that is compacted: half of a text from there does not go
        with the other half in the pieces that are kept here."""
        self._forgetting += 1
        self._forgotten += 1
        self._forget_all()
        try:
            yield
        finally:
            self._forgetting -= 1

    def tell(self, what: str) -> None:
        """Something that is no fact, like the settings, is different now: whoever reads is told, and asks for it."""
        self.told += 1
        self._changed[what] = self.told
        self._ring_bell()

    def changed_since(self, told: int) -> list[str]:
        """What is different since `told` was as it was then."""
        return sorted(what for what, time in self._changed.items() if time > told)

    def close(self) -> None:
        """Tells every subscriber to say `bye` and end."""
        self.closing = True
        self._ring_bell()

    async def beyond(self, s: int, *, timeout_s: float, told: int | None = None) -> bool:
        """Waits until there is something after `s`, or the feed closes; False when the time is over first.

        With `told` also until something else has changed since.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while self.head <= s and not self.closing and told in (None, self.told):
                    await self._bell.wait()
        except TimeoutError:
            return False
        return True

    async def frames_after(self, s: int) -> Batch:
        """The next frames, about BATCH_BYTES at most; merged for a reader that is behind."""
        if self.head - s <= limits.LIVE_RECORDS and s + 1 >= self._first:
            return self._live_after(s)
        async with self._turn:
            batch = await self._merged_after(s)
            await asyncio.sleep(0)
            return batch

    def _live_after(self, s: int) -> Batch:
        joined: list[bytes] = []
        size = 0
        while s < self.head and size < limits.BATCH_BYTES:
            s += 1
            joined.append(self._frames[s % RING_RECORDS])
            size += len(joined[-1])
        return b"".join(joined), s

    async def _merged_after(self, s: int) -> Batch:
        last = min(self.head, (s // STRIDE + 1) * STRIDE)
        batch = self._batches.pop((s, last), None)
        if batch is None:
            forgotten = self._forgotten
            batch = await self._replay(s, last, self.shown.between(s, last))
            if self._forgetting or forgotten != self._forgotten:
                return batch
        self._batches[(s, last)] = batch
        if len(self._batches) > KEPT_BATCHES:
            del self._batches[next(iter(self._batches))]
        return batch

    def _forget_all(self) -> None:
        self._batches.clear()
        while self._first <= self.head:
            self._forget_first()

    def _forget_first(self) -> None:
        slot = self._first % RING_RECORDS
        self._bytes -= len(self._frames[slot])
        self._frames[slot] = b""
        self._first += 1

    def _ring_bell(self) -> None:
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()


def batch(records: Iterable[Record], last: int, epoch: str) -> Batch:
    """Frames of `records`, as many as one write takes. All of them: then a reader has come to `last`."""
    joined: list[bytes] = []
    size = 0
    for record in records:
        joined.append(frame(record, epoch))
        size += len(joined[-1])
        if size >= limits.BATCH_BYTES:
            return b"".join(joined), record.s
    return b"".join(joined), last
