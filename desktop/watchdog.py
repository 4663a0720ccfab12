"""Sees that the page in the window has died or stands still, and has it made anew.

The page says each second that its own thread runs (`POST /api/pulse`), while it is shown. A machine that sleeps, or is
so busy that this process stands still itself, is no page that hangs: then the wait begins again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.domain.pulse import Pulse

log = logging.getLogger(__name__)

LOOK_S = 0.25
SILENCE_S = 2.3  # with a look and a beat's second in it, and the page made anew, less than three
START_S = 10.0  # for a page that was made anew to begin; the double the next time, and so on
LATE_S = 1.0  # a look that comes so much too late: nobody was awake
TRIES = 4  # in a row, without a beat between them; then it is left alone until it beats


class Watchdog:
    """`again` makes the page anew. Use `watch` on a thread; `look` is one look."""

    def __init__(self, pulse: Pulse, again: Callable[[], None], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pulse = pulse
        self._again = again
        self._clock = clock
        self._looked_s: float | None = None
        self._patient_until_s = 0.0
        self._beats = 0
        self._tries = 0

    def watch(self, ended: threading.Event) -> None:
        """Until `ended`."""
        while not ended.wait(LOOK_S):
            self.look()

    def look(self) -> None:
        """Compares what was heard with what should have been."""
        now = self._clock()
        late_s = now - self._looked_s - LOOK_S if self._looked_s is not None else 0.0
        self._looked_s = now
        if late_s > LATE_S:
            self._patient_until_s = max(self._patient_until_s, now + SILENCE_S)
        if self._pulse.beats != self._beats:
            self._beats = self._pulse.beats
            self._tries = 0
            self._patient_until_s = self._pulse.last_s + SILENCE_S
        if not self._pulse.is_shown or now < self._patient_until_s or self._tries == TRIES:
            return
        self._tries += 1
        self._patient_until_s = now + START_S * 2 ** (self._tries - 1)
        log.warning("the page has not been heard for %.1f s and is made anew", now - self._pulse.last_s)
        self._again()
