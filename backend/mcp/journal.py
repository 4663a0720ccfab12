"""The live log of one server: what it writes to its error output, what it reports, and what we did. In memory alone."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

from backend.domain import limits

Source = Literal["server", "report", "runnel"]


class Journal:
    """The last lines, each with its number. May be written from any thread. `hide` takes secrets out of a text."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        self._hide = hide
        self._lines: deque[dict[str, Any]] = deque(maxlen=limits.MCP_LOG_LINES)  # Any: JSON
        self._next = 1
        self._lock = threading.Lock()

    def say(self, source: Source, text: str, *, level: str = "info") -> None:
        """One line, shortened; control characters are made visible by who shows it."""
        text = self._hide(text[: limits.MCP_LOG_CHARS * 2])
        if len(text) > limits.MCP_LOG_CHARS:
            text = text[: limits.MCP_LOG_CHARS] + "…"
        text = text.encode("utf-8", "replace").decode()
        with self._lock:
            line = {"n": self._next, "at": int(time.time() * 1000), "from": source, "level": level, "text": text}
            self._lines.append(line)
            self._next += 1

    def after(self, n: int) -> list[dict[str, Any]]:  # Any: JSON
        """The lines after that number, oldest first."""
        with self._lock:
            return [line for line in self._lines if line["n"] > n]
