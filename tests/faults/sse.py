"""Server-Sent Events by the letter of the HTML standard, fed with any pieces of bytes.

It takes CR, LF and CRLF as the standard does, and counts what our contract does not allow, so that a test can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """One dispatched event. `id` is what this frame itself carried, None when it had no id line."""

    name: str
    data: str
    id: str | None
    size: int  # bytes of its lines


class Parser:
    """One connection's stream. `last_id` is what a browser would send when it comes back."""

    def __init__(self, last_id: str = "") -> None:
        self.last_id = last_id
        self.retry_ms: int | None = None
        self.carriage_returns = 0
        self.comments = 0
        self._rest = b""
        self._skip_line_feed = False
        self._is_start = True
        self._begin()

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete."""
        if self._skip_line_feed and data:
            data = data.removeprefix(b"\n")
            self._skip_line_feed = False
        if b"\r" in data:
            self.carriage_returns += data.count(b"\r")
            self._skip_line_feed = data.endswith(b"\r")  # its LF, if any, comes with the next bytes
        *lines, self._rest = _LINE_END.split(self._rest + data)
        events: list[Event] = []
        for line in lines:
            if self._is_start:
                line = line.removeprefix(b"\xef\xbb\xbf")
                self._is_start = False
            self._take(line, events)
        return events

    def _begin(self) -> None:
        self._name = ""
        self._data: list[str] = []
        self._id: str | None = None
        self._size = 0

    def _take(self, line: bytes, events: list[Event]) -> None:
        self._size += len(line) + 1
        if not line:
            if self._id is not None:
                self.last_id = self._id
            if self._data:
                events.append(Event(self._name or "message", "\n".join(self._data), self._id, self._size))
            self._begin()
            return
        field, _, value = line.decode("utf-8").partition(":")
        value = value.removeprefix(" ")
        match field:
            case "":
                self.comments += 1
            case "event":
                self._name = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isascii() and value.isdigit():
                self.retry_ms = int(value)
