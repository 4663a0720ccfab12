"""Whom a notice reaches and when, with a server that only says what runs."""

from __future__ import annotations

from typing import Any, cast

import pytest

from desktop.notices import LONG_S, Notice, Notices, language
from desktop.script import Script


class World:
    """A server's answers, and a clock, moved by the test."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.waiting: list[str] = []
        self.status = "finished"
        self.settings: dict[str, Any] = {"notify": True, "language": "en"}
        self.calls = 0
        self.told: list[Notice] = []
        self.now_s = 0.0
        self.head = 0
        script = cast(Script, self)  # as much of one as is used
        self.notices = Notices(script, lambda: self.head, self.told.append, clock=lambda: self.now_s)

    def get(self, path: str) -> dict[str, Any]:
        self.calls += 1
        if path == "/api/settings":
            return self.settings
        if path == "/api/snapshot":
            return {
                "running": [{"run": run, "conversation": f"c-{run}"} for run in self.running],
                "interrupts": [{"id": f"i-{run}", "conversation": f"c-{run}"} for run in self.waiting],
                "conversations": [{"id": "c-r", "title": "Figs"}],
            }
        return {"runs": [{"id": "r", "status": self.status}]}

    def runs_for(self, seconds: float) -> None:
        self.running = ["r"]
        self.looks()
        self.now_s += seconds
        self.running = []
        self.looks()

    def looks(self) -> None:
        """Something has happened, and it is looked for."""
        self.head += 1
        self.notices.look()


def test_the_end_of_a_long_answer_is_told_once_with_its_chat() -> None:
    world = World()
    world.runs_for(LONG_S)
    world.notices.look()
    assert world.told == [Notice("Figs", "The answer is complete.", "c-r")]


def test_the_end_of_a_short_one_is_not_but_a_question_always() -> None:
    world = World()
    world.runs_for(LONG_S - 1)
    assert world.told == []

    world.waiting = ["r"]
    world.looks()  # it came and went between two looks
    world.looks()
    assert world.told == [Notice("Figs", "Waits for your decision.", "c-r")]


def test_a_question_that_was_open_at_the_start_is_no_news() -> None:
    world = World()
    world.waiting = ["r"]
    world.looks()
    assert world.told == []


def test_a_failure_is_told_and_a_stop_by_the_person_is_not() -> None:
    world = World()
    world.status = "failed"
    world.runs_for(LONG_S)
    world.status = "cancelled"
    world.runs_for(LONG_S)
    assert [notice.text for notice in world.told] == ["The answer could not be finished."]


def test_an_idle_server_is_asked_nothing() -> None:
    world = World()
    world.looks()
    before = world.calls
    for _ in range(100):
        world.notices.look()
    assert world.calls == before


def test_who_wants_none_gets_none() -> None:
    world = World()
    world.settings["notify"] = False
    world.runs_for(LONG_S)
    assert world.told == []


@pytest.mark.parametrize(
    ("chosen", "system", "spoken"),
    [("de", "C", "de"), ("en", "de_DE.UTF-8", "en"), ("system", "de_AT.UTF-8", "de"), ("system", "fr_FR.UTF-8", "en")],
)
def test_it_speaks_the_persons_language(chosen: str, system: str, spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", system)
    assert language({"language": chosen}) == spoken
