"""One command in the background: what was wanted of it, what it writes, how it stands. `jobs` owns them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from backend.agent.guard import Guard
from backend.domain import limits
from backend.sandbox.command import Started
from backend.sandbox.plain import Plain

How = Literal["itself", "stopped", "app"]


class Output:
    """What a job writes, as plain text: the last part of it, with the place of each character since the beginning."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plain = Plain()
        self._text = ""
        self._gone = 0

    def take(self, piece: bytes) -> None:
        """More of it, on any thread."""
        with self._lock:
            self._text += self._plain.take(piece)
            excess = len(self._text) - limits.JOB_OUTPUT_BYTES
            if excess > 0:
                self._text, self._gone = self._text[excess:], self._gone + excess

    def since(self, place: int, most: int = limits.JOB_OUTPUT_BYTES) -> tuple[str, int]:
        """What came behind this place, at most so much of its end, and the place behind that."""
        with self._lock:
            end = self._gone + len(self._text)
            first = max(place, self._gone, end - most)
            text = self._text[first - self._gone :] if first < end else ""
        return (f"… {first - place:,} characters are left out …\n{text}" if first > place else text), end


@dataclass(frozen=True, slots=True)
class Wanted:
    """A command that is to run in the background, for a call of a run.

    It begins in the first of the `folders`. `guards` hold what other programs obey; `untrusted` names it as a source
    of text from outside, where nothing keeps it from the network.
    """

    conversation: str
    run: str
    call: str
    command: str
    folders: Sequence[Path]
    wrap: Callable[[Sequence[str]], list[str]] | None = None
    guards: Sequence[Guard] = ()
    untrusted: str | None = None


@dataclass(eq=False, slots=True)
class Job:
    """One command. `status` is its exit status once it has ended by itself."""

    id: str
    wanted: Wanted
    started: Started
    output: Output
    is_running: bool = True
    status: int | None = None
    how: How | None = None
    read: int = 0  # the place up to which the model has read
    over: asyncio.Event = field(default_factory=asyncio.Event)
    ending: How | None = None  # why it is being ended, where somebody ends it

    @property
    def conversation(self) -> str:
        """The chat that it belongs to."""
        return self.wanted.conversation

    def state(self) -> str:
        """How it stands, in words for the model."""
        if self.is_running:
            return "it runs"
        match self.how:
            case "itself":
                return f"it ended with exit status {self.status}"
            case "stopped":
                return "it was stopped"
            case _:
                return "it ended with the app"

    async def ended_or_quiet(self, most_s: float) -> str:
        """Its new output, once it has ended or so much time has passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self.over.wait()
        text, self.read = self.output.since(self.read)
        return text.rstrip()
