"""H5: data of a newer Runnel is refused in one sentence, in the terminal and in a window, and stays as it is."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from tests.window.conftest import Start
from tests.window.screen import Screen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Xvfb")
SAYS = "was written by a newer version of Runnel. It was left untouched: update Runnel to open it.\n"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    path = folder / "runnel.db"
    made = sqlite3.connect(path)
    made.executescript("PRAGMA application_id=1381322316; PRAGMA user_version=99; CREATE TABLE later(x)")
    made.close()
    return path


def test_H5_newer_data_is_refused_in_the_terminal_and_left_as_it_is(start: Start, database: Path) -> None:
    before = database.read_bytes()

    code, out, errors = start("--no-window", display=None).ended()

    assert (code, out, errors) == (1, "", f"{database} {SAYS}")
    assert database.read_bytes() == before


def test_H5_newer_data_is_refused_in_a_window_where_nobody_reads_a_terminal(
    start: Start, database: Path, screen: Screen
) -> None:
    before = database.read_bytes()
    app = start(display=screen.display)

    window = screen.wait_for_window("Runnel", timeout_s=30)
    screen.close(window)

    assert app.ended()[0] == 1
    assert database.read_bytes() == before
