"""I1: on a machine where something is missing or odd, it starts, or says in plain words what to do; no traceback."""

from __future__ import annotations

import sys

import pytest

from tests.window.app import wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen
from tests.window.test_window import answers
from tests.window.test_without_a_window import end, read_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are Linux's oddities")

BROKEN_DRIVER = {"__EGL_VENDOR_LIBRARY_FILENAMES": "/nowhere/driver.json"}
ODD = "mein Ordner ünd 漢字 🙂"
RUN = (sys.executable, "-m", "desktop")


def test_I1_an_old_locale_and_no_variable_for_the_home_folder_are_no_reason_not_to_start(start: Start) -> None:
    old = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    app = start(display=None, data=ODD, environment=old, program=("env", "-u", "HOME", *RUN))

    said = read_until(app, "Ctrl+C")

    assert "/boot?code=" in said
    assert app.api.get("/api/settings")["dataDir"] == str(app.data_dir)
    assert app.api.get("/api/folders")["home"].startswith("/")
    assert end(app) == (0, "")


def test_I1_a_compositor_that_is_not_there_leads_to_the_address_in_any_language(start: Start) -> None:
    environment = {"WAYLAND_DISPLAY": "wayland-4711", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "de", "PATH": "/nowhere"}
    app = start(display=None, environment={**environment, "BROWSER": "/bin/false"})

    said = read_until(app, "Ctrl+C")

    assert "nothing was found here that can show its window" in said
    assert "/boot?code=" in said
    assert end(app) == (0, "")


def test_I1_a_user_without_any_home_folder_is_told_what_to_set(start: Start) -> None:
    code, _, errors = start(display=None, environment={"HOME": "nowhere/whole"}).ended()
    assert code == 2
    assert "HOME=" in errors
    assert len(errors.splitlines()) == 1


def test_I1_a_data_folder_that_cannot_be_written_is_named(start: Start) -> None:
    old_terminal = {"PYTHONIOENCODING": "ascii:strict"}
    code, out, errors = start(display=None, data=f"/sys/{ODD}", environment=old_terminal).ended()
    assert (code, out) == (1, "")
    assert "/sys/mein Ordner" in errors
    assert "--data-dir" in errors
    assert len(errors.splitlines()) == 1


def test_I1_a_window_opens_in_an_odd_place_with_a_home_that_cannot_be_written(screen: Screen, start: Start) -> None:
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display, data=ODD, environment={"HOME": "/sys", "LC_ALL": "C"})
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)

    screen.type(handle, "what is 6 * 7")

    wait_until(lambda: bool(answers(app)))
    screen.close(handle)
    assert app.ended()[::2] == (0, "")


def test_I1_with_a_graphics_driver_that_fails_the_page_is_drawn_without_it(screen: Screen, start: Start) -> None:
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display, environment=BROKEN_DRIVER)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)

    wait_until(lambda: len(screen.shot().colours()) > 30)  # text with smooth edges
    screen.close(handle)
    code, said, errors = app.ended()

    assert code == 0
    assert "graphics driver" in said
    assert "Traceback" not in errors
