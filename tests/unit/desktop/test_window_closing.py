"""A window that can be put away says that it is being closed, and stays until something is said about it."""

from __future__ import annotations

from desktop.adapter import Adapter
from desktop.outcome import CLOSING
from desktop.view import View
from desktop.window import Window


class PutsAway(Adapter):
    can_put_away = True


def window(adapter: Adapter) -> tuple[Window, list[str]]:
    made = Window(View(url="http://127.0.0.1:4711/"), gui=None, on_painted=lambda: None)
    made._adapter = adapter  # as `show` does, which needs a display
    told: list[str] = []
    made.on_told = lambda word, values: told.append(word)
    return made, told


def test_it_stays_while_nothing_is_said_and_tells_once() -> None:
    ours, told = window(PutsAway())
    assert [ours._begin_closing(), ours._begin_closing()] == [False, False]
    assert told == [CLOSING]


def test_an_answer_that_comes_at_once_is_kept_to() -> None:
    ours, _ = window(PutsAway())
    ours.on_told = lambda word, values: ours.obey({"put_away": True})
    assert ours._begin_closing() is False


def test_one_that_is_told_to_close_closes() -> None:
    ours, told = window(PutsAway())
    ours.close()
    assert ours._begin_closing() is True
    assert told == []


def test_one_that_cannot_be_put_away_closes() -> None:
    ours, told = window(Adapter())
    assert ours._begin_closing() is True
    assert told == []
