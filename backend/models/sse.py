"""Server-sent events out of bytes, however they were cut. Pure: bytes in, events out; it reads nothing itself.

A line ends at CR, LF or CRLF and nowhere else (WHATWG HTML, 9.2.6): `aiter_lines` of httpx also splits at U+2028,
which is legal inside a JSON string. Lines are divided as bytes, so half a UTF-8 character waits for its other half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.domain import limits

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


class LineTooLong(Exception):
    """One line, or the data of one event, is larger than any honest reply needs."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One dispatched event. `name` is "message" where the server gave none."""

    data: str
    name: str = "message"


class EventReader:
    """Feed it chunks, get the events that are complete. `rest()` at the end of the stream tells what was cut off."""

    def __init__(self, *, most_bytes: int = limits.REPLY_LINE_BYTES) -> None:
        self._most = most_bytes
        self._line = bytearray()
        self._data: list[str] = []
        self._data_bytes = 0
        self._name = ""
        self._ended_with_cr = False
        self._at_start = True

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """The events that `chunk` completes, in order. Raises LineTooLong."""
        if self._ended_with_cr and chunk:
            self._ended_with_cr = False
            if chunk.startswith(b"\n"):  # the second half of a CRLF
                chunk = chunk[1:]
        events: list[ServerEvent] = []
        position = 0
        for end in _LINE_END.finditer(chunk):
            self._line += chunk[position : end.start()]
            position = end.end()
            if end.group() == b"\r" and position == len(chunk):
                self._ended_with_cr = True
            self._check(len(self._line))
            self._take_line(events)
        self._line += chunk[position:]
        self._check(len(self._line))
        return events

    def rest(self) -> str:
        """The data of an event whose blank line never came; an unfinished line is not part of it."""
        return "\n".join(self._data)

    def _take_line(self, events: list[ServerEvent]) -> None:
        raw = bytes(self._line)
        self._line.clear()
        if self._at_start:
            self._at_start = False
            raw = raw.removeprefix(_BOM)
        if not raw:
            if self._data:
                events.append(ServerEvent("\n".join(self._data), self._name or "message"))
            self._data, self._data_bytes, self._name = [], 0, ""
            return
        field, _, value = raw.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data_bytes += len(value)
            self._check(self._data_bytes)
            self._data.append(value.decode("utf-8", errors="replace"))
        elif field == b"event":
            self._name = value.decode("utf-8", errors="replace")
        elif field == b"error":  # older llama.cpp servers report a failure as `error: {…}`
            self._data, self._name = [value.decode("utf-8", errors="replace")], "error"
        # comments (an empty field), id, retry and unknown fields say nothing about a reply

    def _check(self, size_bytes: int) -> None:
        if size_bytes > self._most:
            raise LineTooLong
