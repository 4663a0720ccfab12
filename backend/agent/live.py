"""What a running call writes, as facts while it runs: joined, bounded, plain text.

They are for looking on. A flood loses its middle, and after OUTPUT_LIVE_CHARS nothing more is sent: the call's result
has the beginning and the end in any case.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable

from backend.domain import facts, limits
from backend.domain.facts import Event
from backend.sandbox.plain import Plain

LIVE_OVER = "\n… it goes on writing; the result will have the end …\n"
_WAITING_BYTES = 4 * facts.DELTA_CHARS


class LiveOutput:
    """One call's output. `take` is called on any thread, the rest on the loop; `tell` gets facts."""

    def __init__(self, tool_call_id: str, tell: Callable[[Event], None]) -> None:
        self._call = tool_call_id
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._left_out = 0
        self._plain = Plain()
        self._told_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._room = limits.OUTPUT_LIVE_CHARS
        self._closed = False

    def take(self, piece: bytes) -> None:
        """More output."""
        with self._lock:
            is_first = not self._waiting
            self._waiting += piece
            excess = len(self._waiting) - _WAITING_BYTES
            if excess > 0:
                del self._waiting[:excess]
                self._left_out += excess
        if is_first:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._schedule)

    def close(self) -> None:
        """Sends what is left."""
        self._say(final=True)
        self._closed = True

    def _schedule(self) -> None:
        if self._timer is None and not self._closed:
            due = self._told_at + limits.OUTPUT_EVERY_S - time.monotonic()
            self._timer = self._loop.call_later(max(due, 0.0), self._say)

    def _say(self, *, final: bool = False) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._closed or self._room <= 0:
            return
        with self._lock:
            piece, left_out = bytes(self._waiting), self._left_out
            self._waiting.clear()
            self._left_out = 0
        text = self._plain.take(piece, final=final)
        if left_out or len(text) > facts.DELTA_CHARS:
            kept = text[-facts.DELTA_CHARS + 100 :]
            text = f"\n… about {left_out + len(text) - len(kept):,} bytes are left out here …\n{kept}"
        if not text:
            return
        self._told_at = time.monotonic()
        self._room -= len(text)
        if self._room <= 0:
            text = LIVE_OVER
        self._tell(facts.custom(facts.TOOL_OUTPUT, {"toolCallId": self._call, "delta": text}))
