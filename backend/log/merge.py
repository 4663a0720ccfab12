"""What a reader that is behind is sent: adjacent deltas of one thing joined into one frame, `n0..n`, `s` of the last.

Two rules make every frame's id a cursor that is right, and every frame fit whoever gets it:

- Only neighbours in the whole log are joined. A frame that took in facts from both sides of another conversation's
  would carry an id that claims that one too, or the other one would carry an id that claims half of this one.
- No frame crosses a number at which somebody was shown a conversation (`Shown`). Such a reader has half of what the
  frame covers, could only take that for a gap, and would fetch the conversation again, each time to the same end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import orjson

from backend.domain import limits
from backend.domain.facts import DELTA_KEYS, Event
from backend.log.record import Record

_DELTA_STARTS = tuple(b'{"type":"%s"' % kind.encode() for kind in DELTA_KEYS)


class Shown:
    """At which numbers conversations were shown, as far back as a cursor may lie. Lives on the loop.

    What was shown before this start of the server is not known, so up to `start` every number counts as one.
    """

    def __init__(self, start: int) -> None:
        self._start = start
        self._numbers: list[int] = []  # in order, each once
        self._since: list[int] = []  # the heads at which answers under way began

    @contextmanager
    def showing(self, head: int) -> Iterator[list[int]]:
        """While an answer is made: `head` is the loop's before it. Append to the list the head that it shows."""
        self._since.append(head)
        shown: list[int] = []
        try:
            yield shown
        finally:
            self._since.remove(head)
            for last in shown:
                self._keep(range(head, last + 1))

    def between(self, after: int, last: int) -> Collection[int]:
        """Numbers in `after`+1 … `last` behind which a frame has to end."""
        known = self._numbers[bisect_left(self._numbers, after + 1) : bisect_left(self._numbers, last + 1)]
        ends = {*known, *range(after + 1, min(self._start, last) + 1)}
        if self._since:
            ends.update(range(max(min(self._since), after + 1), last + 1))
        return ends

    def _keep(self, numbers: range) -> None:
        del self._numbers[: bisect_left(self._numbers, numbers.stop - limits.REPLAY_RECORDS)]
        for number in numbers:
            at = bisect_left(self._numbers, number)
            if at == len(self._numbers) or self._numbers[at] != number:
                self._numbers.insert(at, number)


def merged(records: Iterable[Record], ends: Collection[int]) -> Iterator[Record]:
    """The same facts in fewer records. `records` are neighbours in the log; behind a number in `ends` nothing joins."""
    stretch: _Stretch | None = None
    for record in records:
        event = record.decoded() if record.event.startswith(_DELTA_STARTS) and not record.is_set else None
        if stretch is not None:
            if event is not None and stretch.last.s not in ends and stretch.take(record, event):
                continue
            yield stretch.record()
        stretch = _Stretch(record, event) if event is not None else None
        if stretch is None:
            yield record
    if stretch is not None:
        yield stretch.record()


class _Stretch:
    """Deltas of one thing with nothing between them."""

    def __init__(self, first: Record, event: Event) -> None:
        self.last = first
        self._first = first
        self._event = event
        self._texts: list[str] = [event["delta"]]
        self._size = len(first.event)  # the joined event is smaller than its parts together

    def take(self, record: Record, event: Event) -> bool:
        """Joins the record, if it goes on where this ends and a frame has room for it."""
        last, first_n = self.last, record.n0 if record.n0 is not None else record.n
        key = DELTA_KEYS[event["type"]]
        if (
            (record.conversation, record.run, first_n) != (last.conversation, last.run, last.n + 1)
            or (event["type"], event[key]) != (self._event["type"], self._event.get(key))
            or self._size + len(record.event) > limits.EVENT_BYTES
        ):
            return False
        self.last = record
        self._texts.append(event["delta"])
        self._size += len(record.event)
        return True

    def record(self) -> Record:
        """All of it as one."""
        first, last = self._first, self.last
        if first is last:
            return first
        event = orjson.dumps({**self._event, "delta": "".join(self._texts)})
        n0 = first.n0 if first.n0 is not None else first.n
        return Record(last.s, last.conversation, last.run, last.n, event, n0)
