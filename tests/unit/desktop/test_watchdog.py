"""When a page is made anew, and when it is left alone, on a clock that the test moves."""

from __future__ import annotations

from backend.domain.pulse import Pulse
from desktop.watchdog import DEATHS, DEATHS_MOST, FIRST_S, LOOK_S, START_S, TRIES, Watchdog


class Day:
    """A page that beats once a second while it is `alive`, looked at as the watchdog does."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.pulse = Pulse()
        self.made_anew: list[float] = []
        self.plainly: list[float] = []
        self.given_up = 0
        self.alive = self.shown = self.is_there = True
        self._next_s = self.now_s
        self._dog = Watchdog(
            self.pulse,
            lambda plainly: (self.plainly if plainly else self.made_anew).append(self.now_s),
            is_there=lambda: self.is_there,
            give_up=self.give_up,
            clock=lambda: self.now_s,
        )

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

    def give_up(self) -> None:
        self.given_up += 1

    def dies(self, times: int) -> None:
        for _ in range(times):
            self._dog.died()

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


def blank() -> Day:
    """A window whose page does not come."""
    day = Day()
    day.alive = day.is_there = False
    return day


def test_I1_a_page_that_never_comes_is_drawn_without_the_graphics_driver_and_then_given_up() -> None:
    day = blank()
    day.passes(FIRST_S - 1)
    assert day.plainly == []

    day.passes(FIRST_S * 2)

    assert len(day.plainly) == 1
    assert (day.made_anew, day.given_up) == ([], 0)

    day.passes(2)

    assert (len(day.plainly), day.made_anew, day.given_up) == (1, [], 1)


def test_I1_a_machine_that_slept_while_the_first_page_came_is_no_blank_window() -> None:
    day = blank()
    day.passes(1)
    day.sleeps(3600)
    day.passes(FIRST_S - 3)
    day.is_there = True
    day.passes(FIRST_S)
    assert day.plainly == []


def test_I1_a_process_that_ends_before_it_shows_anything_is_tried_without_the_driver_and_then_given_up() -> None:
    day = blank()
    day.dies(DEATHS)
    assert (len(day.plainly), day.given_up) == (1, 0)

    day.dies(DEATHS_MOST)

    assert (len(day.plainly), day.given_up) == (1, 1)


def test_I2_a_page_that_was_there_keeps_its_driver_however_often_it_dies() -> None:
    day = Day()
    day.passes(2)
    day.is_there = False
    day.dies(DEATHS_MOST * 5)
    day.passes(FIRST_S * 2)
    assert (day.plainly, day.made_anew, day.given_up) == ([], [], 0)
