"""Sees that the page in the window has died or stands still, and has it made anew.

The page says each second that its own thread runs (`POST /api/pulse`), while it is shown. A machine that sleeps, or is
so busy that this process stands still itself, is no page that hangs: then the wait begins again.

A page that has never shown that it is alive may be one that the graphics driver ends or leaves blank (WebKitGTK): then
it is drawn without, and where it does not come even so, this way to show it is given up.
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
FIRST_S = 20.0  # for the first sign of the first page; a machine may be busy with other things at its own start
LATE_S = 1.0  # a look that comes so much too late: nobody was awake
TRIES = 4  # in a row, without a beat between them; then it is left alone until it beats
DEATHS = 2  # of its process before any sign of life: then without the graphics driver
DEATHS_MOST = 4  # after that: then not in this way


class Watchdog:
    """`again` makes the page anew, plainly if asked; `is_there` says whether a page has come, shown or not; `give_up`
    ends this way to show it. Use `watch` on a thread; `look` is one look; `died` may be called from any thread."""

    def __init__(
        self,
        pulse: Pulse,
        again: Callable[[bool], None],
        *,
        is_there: Callable[[], bool] = lambda: True,
        give_up: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pulse = pulse
        self._again = again
        self._is_there = is_there
        self._give_up = give_up
        self._clock = clock
        self._looked_s: float | None = None
        self._patient_until_s = 0.0
        self._beats = 0
        self._tries = 0
        self._first_until_s = clock() + FIRST_S
        self._has_come = False
        self._is_plain = False
        self._deaths = 0

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
            self._first_until_s += late_s
        if self._pulse.beats != self._beats:
            self._beats = self._pulse.beats
            self._tries = 0
            self._patient_until_s = self._pulse.last_s + SILENCE_S
        if not self._comes() and now > self._first_until_s:
            self._did_not_come("the page does not come")
            return
        if not self._pulse.is_shown or now < self._patient_until_s or self._tries == TRIES:
            return
        self._tries += 1
        self._patient_until_s = now + START_S * 2 ** (self._tries - 1)
        log.warning("the page has not been heard for %.1f s and is made anew", now - self._pulse.last_s)
        self._again(False)

    def died(self) -> None:
        """The page's process has ended; whoever tells it makes the page anew by itself."""
        if self._comes():
            return
        self._deaths += 1
        if self._deaths == (DEATHS_MOST if self._is_plain else DEATHS):
            self._did_not_come("the page's process ends before it shows anything")

    def _did_not_come(self, what: str) -> None:
        """First without the graphics driver, then not in this way; the next one begins from the beginning."""
        log.warning("%s, %s graphics driver", what, "even without the" if self._is_plain else "perhaps for its")
        self._is_plain = not self._is_plain
        self._deaths = 0
        # one that is only slow has to get its time
        self._first_until_s = self._clock() + (FIRST_S * 2 if self._is_plain else FIRST_S)
        if self._is_plain:
            self._again(True)
        else:
            self._give_up()

    def _comes(self) -> bool:
        """Whether any page has ever shown a sign of life."""
        self._has_come = self._has_come or self._pulse.beats > 0 or self._is_there()
        return self._has_come
