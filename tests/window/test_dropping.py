"""Files and folders dragged from another program onto the window, which gives its page neither files nor paths."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.toolkit import SYSTEM_PYTHON
from tests.window.app import App, wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen

Drag = Callable[..., None]
MESSAGE = (840, 655)  # the field, with a file above it
LEFT = 200  # of our window: what is dragged from stands beside it


class Files:
    """Another program's window, from which these files can be dragged."""

    def __init__(self, screen: Screen, *paths: Path) -> None:
        self._screen = screen
        self._said: list[str] = []
        self.program = subprocess.Popen(
            [SYSTEM_PYTHON, str(Path(__file__).with_name("dragged.py")), *(path.as_uri() for path in paths)],
            env={**os.environ, "DISPLAY": screen.display},
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, name="files", daemon=True).start()
        wait_until(lambda: "ready" in self._said)

    def drag(self, x: int, y: int) -> None:
        """To there, where it is let go once it is wanted."""
        moves = itertools.cycle([0, 7])
        self._screen.hold(60, 40)
        wait_until(lambda: self._moved(75 + next(moves), 55, "begun"))
        wait_until(lambda: self._moved(x + next(moves), y, "wanted"))
        self._screen.let_go()
        wait_until(lambda: self._said[-1] in ("taken", "refused"))
        assert self._said[-1] == "taken"

    def _moved(self, x: int, y: int, until: str) -> bool:
        self._screen.move(x, y)
        return until in self._said

    def _listen(self) -> None:
        assert self.program.stdout is not None
        for line in self.program.stdout:
            self._said.append(line.strip())


@pytest.fixture
def app(screen: Screen, start: Start) -> App:
    wait_until(lambda: not screen.windows("Runnel"))  # the one of the test before may still be going
    app = start(display=screen.display)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    screen.place(handle, x=LEFT, y=0, width=1000, height=760)
    wait_until(lambda: screen.geometry(handle)[0] == LEFT)
    return app


@pytest.fixture
def drag(screen: Screen) -> Iterator[Drag]:
    """Drags a file or folder onto our window."""
    programs: list[subprocess.Popen[str]] = []

    def run(path: Path, *, to: tuple[int, int] = (LEFT + 600, 300)) -> None:
        files = Files(screen, path)
        programs.append(files.program)
        files.drag(*to)

    yield run
    screen.let_go()
    for program in programs:
        program.kill()
        program.communicate()


def test_files_dropped_on_the_window_are_attached_and_a_folder_is_offered_as_the_chats(
    screen: Screen, app: App, drag: Drag, tmp_path: Path
) -> None:
    files = [tmp_path / "ein Brief.txt", tmp_path / "漢字 & more.md"]
    for file in files:
        file.write_text(f"This is {file.name}.")
    folder = tmp_path / "a folder, ünd more"
    folder.mkdir()
    (handle,) = screen.windows("Runnel")
    screen.type(handle, "hello")
    wait_until(lambda: len(app.api.get("/api/conversations")["conversations"]) == 1)
    app.api.patch("/api/settings", {"sendWith": "mod-enter"})  # Return is for the dialog alone, before and after it too

    drag(files[0])
    wait_until(lambda: len(attached(app)) == 1)
    drag(files[1], to=MESSAGE)
    wait_until(lambda: len(attached(app)) == 2)
    drag(folder)
    wait_until(lambda: is_taken(screen, app, folder))

    assert sorted(file["name"] for file in attached(app)) == sorted(file.name for file in files)


def is_taken(screen: Screen, app: App, folder: Path) -> bool:
    """Return takes what the dialog offers."""
    screen.key("Return")
    chats = app.api.get("/api/conversations")["conversations"]
    return str(folder) in [app.api.get(f"/api/conversations/{chat['id']}")["workspace"] for chat in chats]


def attached(app: App) -> list[Any]:  # Any: JSON
    drafts = app.api.get("/api/snapshot")["draftAttachments"]
    return [file for files in drafts.values() for file in files]
