"""When a page is made anew, and when it is left alone, on a clock that the test moves."""

from __future__ import annotations

from backend.domain.pulse import Pulse
from desktop.watchdog import LOOK_S, START_S, TRIES, Watchdog


class Day:
    """A page that beats once a second while it is `alive`, looked at as the watchdog does."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.pulse = Pulse()
        self.made_anew: list[float] = []
        self.alive = self.shown = True
        self._next_s = self.now_s
        self._dog = Watchdog(self.pulse, lambda: self.made_anew.append(self.now_s), clock=lambda: self.now_s)

    def passes(self, seconds: float) -> None:
        ends = self.now_s + seconds
        while self.now_s < ends:
            self.now_s += LOOK_S
            if self.alive and self.now_s >= self._next_s:
                self._next_s = self.now_s + 1
                self.beat()
            self._dog.look()

    def beat(self) -> None:
        self.pulse.beats += 1
        self.pulse.last_s, self.pulse.is_shown = self.now_s, self.shown

    def sleeps(self, seconds: float) -> None:
        self.now_s += seconds
        self._dog.look()


def test_I2_a_page_that_stands_still_is_made_anew_within_three_seconds() -> None:
    day = Day()
    day.passes(10)
    assert day.made_anew == []
    day.alive, stopped_s = False, day.now_s

    day.passes(3)

    assert len(day.made_anew) == 1
    assert day.made_anew[0] - stopped_s < 3


def test_I2_a_page_that_is_hidden_or_never_had_a_pulse_is_left_alone() -> None:
    day = Day()
    day.alive = False
    day.passes(60)
    day.shown = False
    day.beat()
    day.passes(600)
    assert day.made_anew == []


def test_I2_a_machine_that_slept_is_no_page_that_hangs() -> None:
    day = Day()
    day.passes(5)

    day.sleeps(3600)
    day.passes(5)

    assert day.made_anew == []


def test_I2_a_page_that_does_not_come_back_is_tried_again_ever_more_slowly_and_then_left() -> None:
    day = Day()
    day.passes(5)
    day.alive = False

    day.passes(START_S * 2**TRIES * 2)

    pauses = [round(later - earlier) for earlier, later in zip(day.made_anew, day.made_anew[1:], strict=False)]
    assert pauses == [START_S, START_S * 2, START_S * 4]

    day.alive = True
    day.passes(5)
    day.alive = False
    day.passes(3)
    assert len(day.made_anew) == TRIES + 1
