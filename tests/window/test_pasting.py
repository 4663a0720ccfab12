"""A picture is pasted into the window: WebKitGTK tells the page nothing of it, so the page asks the clipboard."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.toolkit import SYSTEM_PYTHON
from tests.fakes import files
from tests.window.app import App, wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen


@pytest.fixture
def picture_on_clipboard(screen: Screen, tmp_path: Path) -> Iterator[None]:
    picture = tmp_path / "bed.png"
    picture.write_bytes(files.png(32, 20, "seagreen"))
    script = Path(__file__).with_name("clipboard.py")
    owner = subprocess.Popen(
        [SYSTEM_PYTHON, str(script), str(picture)],
        env={**os.environ, "DISPLAY": screen.display},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    yield
    owner.kill()
    owner.communicate()


def attached(app: App) -> list[Any]:  # Any: JSON
    drafts = app.api.get("/api/snapshot")["draftAttachments"]
    return [file for files in drafts.values() for file in files]


def test_a_picture_from_the_clipboard_is_attached(screen: Screen, start: Start, picture_on_clipboard: None) -> None:
    wait_until(lambda: not screen.windows("Runnel"))  # the one of the test before may still be going
    app = start(display=screen.display)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    screen.type(handle, "look at this", then="ctrl+v")
    wait_until(lambda: len(attached(app)) == 1)
    file = attached(app)[0]
    assert (file["kind"], file["type"]) == ("image", "image/png")
    assert file["name"].startswith("Pasted 20")
