"""H6: two starts on one data folder are one Runnel: the second shows the first's window, hands over, and ends."""

from __future__ import annotations

import json
import stat
import time
from pathlib import Path

import pytest

from tests.window.app import App, wait_until
from tests.window.conftest import Start
from tests.window.screen import HEIGHT, WIDTH, Screen

SECOND_MOST_S = 5.0  # from its start to its end; this machine may be busy with other tests


@pytest.fixture
def first(screen: Screen, start: Start) -> tuple[App, str]:
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    wait_until(lambda: (app.data_dir / "instance.json").exists())
    return app, handle


def test_H6_a_second_start_brings_the_first_window_to_the_front_with_its_folder(
    screen: Screen, first: tuple[App, str], start: Start, tmp_path: Path
) -> None:
    app, handle = first
    folder = tmp_path / "a folder, ünd more"
    folder.mkdir()
    with screen.covered() as colour:
        wait_until(lambda: screen.shot().colours()[colour] > WIDTH * HEIGHT * 0.99)  # all but the mouse
        assert screen.focused() != handle
        began = time.monotonic()

        code, said, errors = start(str(folder), "--text", "what is 6 * 7", display=screen.display).ended()

        assert (code, errors) == (0, "")
        assert "brought to the front" in said
        assert time.monotonic() - began < SECOND_MOST_S
        wait_until(lambda: screen.shot().colours()[colour] < WIDTH * HEIGHT / 2)
        wait_until(lambda: screen.has_keys(handle))
        assert screen.windows("Runnel") == [handle]
        wait_until(lambda: press_return_and_look(screen, app))  # the words wait in the composer, which has the keys
    (chat,) = app.api.get("/api/conversations")["conversations"]
    assert app.api.get(f"/api/conversations/{chat['id']}")["workspace"] == str(folder)


def test_H6_a_second_start_without_anything_changes_nothing_on_the_page(
    screen: Screen, first: tuple[App, str], start: Start
) -> None:
    app, handle = first
    screen.type(handle, "half a sent", then="e")
    with screen.covered() as colour:
        assert start(display=screen.display).ended()[0] == 0
        wait_until(lambda: screen.shot().colours()[colour] < WIDTH * HEIGHT / 2)
    assert app.log.count("a stream opened") == 1
    assert app.api.get("/api/conversations")["conversations"] == []


def test_H6_several_starts_at_once_are_one_window(screen: Screen, first: tuple[App, str], start: Start) -> None:
    seconds = [start("--text", f"words {number}", display=screen.display) for number in range(6)]

    assert [second.ended()[0] for second in seconds] == [0] * 6

    app, handle = first
    assert screen.windows("Runnel") == [handle]
    drafts = app.api.get("/api/snapshot")["drafts"].values()
    assert sorted(drafts) == sorted(f"words {number}" for number in range(6))


def test_H6_a_second_start_while_the_first_is_still_starting_waits_for_its_window(screen: Screen, start: Start) -> None:
    wait_until(lambda: not screen.windows("Runnel"))
    both = [start(display=screen.display), start(display=screen.display)]

    wait_until(lambda: any(app.process.poll() is not None for app in both))

    ended = next(app for app in both if app.process.poll() is not None)
    code, said, _ = ended.ended()
    assert (code, "brought to the front" in said) == (0, True)
    assert len(screen.windows("Runnel")) == 1


def test_H6_what_is_not_there_is_said_and_the_first_window_stays_as_it_is(
    screen: Screen, first: tuple[App, str], start: Start, tmp_path: Path
) -> None:
    code, said, errors = start(str(tmp_path / "gone"), display=screen.display).ended()

    assert (code, said) == (1, "")
    assert "There is no file or folder" in errors
    assert first[0].process.poll() is None


def test_H6_after_a_kill_the_next_start_is_a_first_one_again(
    screen: Screen, first: tuple[App, str], start: Start
) -> None:
    app, _ = first
    app.kill_whatever_is_left()
    left = json.loads((app.data_dir / "instance.json").read_text())
    wait_until(lambda: not screen.windows("Runnel"))

    again = start(display=screen.display)
    screen.wait_for_window("Runnel", timeout_s=30)

    wait_until(lambda: json.loads((app.data_dir / "instance.json").read_text())["pid"] == again.process.pid)
    assert json.loads((app.data_dir / "instance.json").read_text())["secret"] != left["secret"]
    assert stat.S_IMODE((app.data_dir / "instance.json").stat().st_mode) == 0o600


def press_return_and_look(screen: Screen, app: App) -> bool:
    screen.key("Return")
    chats = app.api.get("/api/conversations")["conversations"]
    states = [app.api.get(f"/api/conversations/{chat['id']}") for chat in chats]
    return any("42" in message["content"] for state in states for message in state["messages"][1:])
