"""What the tray is told, and when."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from backend.domain.settings import Preferences
from desktop.contents import Contents, Line
from desktop.tray import LINES_MOST, TITLE_CHARS, Tray


class World:
    """A server's snapshots, a person's preferences, and what the window was told."""

    def __init__(self, **preferences: Any) -> None:
        self.preferences = Preferences(language="en", **preferences)
        self.told: list[Contents | None] = []
        self.tray = Tray(lambda: self.preferences, lambda chat: f"http://here/#chat={chat}", self.told.append)

    def is_told(self, *lines: tuple[str, str, bool]) -> bool:
        last = self.told[-1]
        return last is not None and last.lines == tuple(Line(*line) for line in lines)


def snapshot(*, running: tuple[str, ...] = (), waiting: tuple[str, ...] = (), **titles: str) -> dict[str, Any]:
    return {
        "running": [{"conversation": chat, "run": f"r-{chat}"} for chat in running],
        "interrupts": [{"conversation": chat, "id": f"i-{chat}"} for chat in waiting],
        "conversations": [{"id": chat, "title": title} for chat, title in titles.items()],
    }


def test_who_waits_stands_before_who_runs() -> None:
    world = World()
    world.tray.look(snapshot(running=("a", "b"), waiting=("c",), a="Figs", c="Pears"))
    assert world.is_told(
        ("http://here/#chat=c", "Pears – waits for your decision", True),
        ("http://here/#chat=a", "Figs", False),
        ("http://here/#chat=b", "New chat", False),
    )


def test_the_window_is_told_only_what_has_changed() -> None:
    world = World()
    world.tray.look(snapshot(running=("a",), a="Figs"))
    world.tray.look(snapshot(running=("a",), a="Figs", other="Pears"))
    world.tray.look(None)
    assert len(world.told) == 1
    world.tray.look(snapshot(a="Figs"))
    assert world.is_told()
    assert len(world.told) == 2


def test_a_preference_is_followed_while_nothing_happens() -> None:
    world = World(tray=False)
    world.tray.look(snapshot(running=("a",), a="Figs"))
    assert world.told == []
    world.preferences = Preferences(language="de")
    world.tray.look(None)
    assert world.told[-1] is not None
    assert world.told[-1].quit == "Anhalten und beenden"
    world.preferences = Preferences(tray=False)
    world.tray.look(None)
    assert world.told[-1] is None


def test_a_menu_stays_small() -> None:
    world = World()
    chats = tuple(f"c{number}" for number in range(100))
    world.tray.look(snapshot(running=chats, c0="F" * 500))
    told = world.told[-1]
    assert told is not None
    assert len(told.lines) == LINES_MOST
    assert told.lines[0].label == "F" * TITLE_CHARS


def test_it_crosses_to_the_window_as_json() -> None:
    world = World()
    world.tray.look(snapshot(waiting=("a",), a="Figs"))
    told = world.told[-1]
    assert told is not None
    assert Contents.from_json(asdict(told)) == told
