"""When the page in the window of our own last showed that it is alive. Told by the page, looked at by `desktop`."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Pulse:
    """`beats` counts; `last_s` is of the monotonic clock; `is_shown` is what the page said of itself then."""

    beats: int = 0
    last_s: float = 0.0
    is_shown: bool = False

    def beat(self, *, is_shown: bool) -> None:
        """The page's own thread has just run. A page that is not shown may be silent for long."""
        self.last_s = time.monotonic()
        self.is_shown = is_shown
        self.beats += 1
