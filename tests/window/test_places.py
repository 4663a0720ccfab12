"""The window comes back to where it was, on the screen that is there."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.window.app import App, wait_until
from tests.window.conftest import Start
from tests.window.screen import HEIGHT, WIDTH, Screen


def opened(screen: Screen, start: Start) -> tuple[App, str]:
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display)
    return app, screen.wait_for_window("Runnel", timeout_s=30)


def closed(screen: Screen, app: App, handle: str) -> None:
    screen.close(handle)
    assert app.ended()[0] == 0


def test_the_window_comes_back_where_and_as_big_as_it_was(screen: Screen, start: Start, tmp_path: Path) -> None:
    app, handle = opened(screen, start)
    screen.place(handle, x=37, y=53, width=700, height=600)
    wait_until(lambda: screen.geometry(handle) == (37, 53, 700, 600))
    closed(screen, app, handle)

    app, handle = opened(screen, start)

    wait_until(lambda: screen.geometry(handle) == (37, 53, 700, 600))
    closed(screen, app, handle)
    assert stat.S_IMODE((tmp_path / "data" / "window.json").stat().st_mode) == 0o600


def test_a_kill_loses_no_place(screen: Screen, start: Start, tmp_path: Path) -> None:
    app, handle = opened(screen, start)
    screen.place(handle, x=11, y=22, width=640, height=500)
    wait_until(lambda: "640" in remembered(tmp_path))
    app.kill_whatever_is_left()

    _, handle = opened(screen, start)

    wait_until(lambda: screen.geometry(handle) == (11, 22, 640, 500))


def test_a_window_of_a_screen_that_is_gone_is_whole_on_the_one_that_is_there(
    screen: Screen, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    gone = {"screen": "A big one 7680x4320", "x": 4000, "y": 3000, "width": 3000, "height": 1200, "maximised": False}
    (tmp_path / "data" / "window.json").write_text(json.dumps({"screens": [gone]}))

    _, handle = opened(screen, start)

    wait_until(lambda: screen.geometry(handle) == (0, 0, WIDTH, HEIGHT))


def remembered(folder: Path) -> str:
    file = folder / "data" / "window.json"
    return file.read_text() if file.is_file() else ""
