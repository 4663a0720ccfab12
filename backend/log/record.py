"""A numbered fact, the cursor that points behind it, and the frame that carries it (contract: "Facts")."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from backend.domain.facts import Event


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the log. `event` is its JSON, encoded once. `n0..n` is what it covers; `is_set`: it replaces."""

    s: int
    conversation: str
    run: str | None
    n: int
    event: bytes
    n0: int | None = None
    is_set: bool = False

    def decoded(self) -> Event:
        """The event as a JSON object."""
        event: Event = orjson.loads(self.event)
        return event


@dataclass(frozen=True, slots=True)
class Cursor:
    """`<epoch>.<s>`: everything up to and including `s` has been seen, in the log as it was in that epoch."""

    epoch: str
    s: int

    _PATTERN = re.compile(r"([0-9a-f]{6})\.(0|[1-9][0-9]{0,17})", re.ASCII)

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """None for anything that was never a cursor of ours."""
        match = cls._PATTERN.fullmatch(text)
        return cls(match[1], int(match[2])) if match else None

    def __str__(self) -> str:
        return f"{self.epoch}.{self.s}"


def frame(record: Record, epoch: str) -> bytes:
    """The record as one SSE frame, LF line ends. JSON escapes CR and LF, so the data is always one line."""
    return b"id: %s.%d\ndata: %s\n\n" % (epoch.encode(), record.s, data(record))


def data(record: Record) -> bytes:
    """The frame's JSON."""
    run = b',"r":' + orjson.dumps(record.run) if record.run is not None else b""
    first = b',"n0":%d' % record.n0 if record.n0 is not None else b""
    replaces = b',"set":true' if record.is_set else b""
    return b'{"s":%d,"c":%s%s,"n":%d%s%s,"e":%s}' % (
        record.s,
        orjson.dumps(record.conversation),
        run,
        record.n,
        first,
        replaces,
        record.event,
    )
