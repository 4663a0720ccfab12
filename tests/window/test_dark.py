"""The page follows the desktop's own switch between light and dark while it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest

from desktop.toolkit import SYSTEM_PYTHON
from tests.window.app import ROOT, wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen

DARK, LIGHT = "1", "2"


@pytest.fixture
def desktop(screen: Screen) -> Iterator[tuple[str, Callable[[str], None]]]:
    """A session bus whose desktop is dark: its address, and what changes that."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("not installed: dbus-daemon")
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    bus = subprocess.Popen(command, stdout=pipe, stderr=quiet, text=True)
    assert bus.stdout is not None
    address = bus.stdout.readline().strip()
    portal = subprocess.Popen(
        [SYSTEM_PYTHON, "-s", str(ROOT / "tests" / "window" / "portal.py"), DARK],
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": address},
        stdin=pipe,
        stdout=pipe,
        text=True,
    )
    assert portal.stdin is not None
    assert portal.stdout is not None
    assert portal.stdout.readline() == "ready\n"

    def say(scheme: str) -> None:
        assert portal.stdin is not None
        assert portal.stdout is not None
        portal.stdin.write(f"{scheme}\n")
        portal.stdin.flush()
        assert portal.stdout.readline() == "said\n"

    yield address, say
    for process in (portal, bus):
        process.terminate()
        process.communicate()


def test_the_page_is_as_dark_as_the_desktop_whenever_that_changes(
    screen: Screen, start: Start, desktop: tuple[str, Callable[[str], None]]
) -> None:
    address, say = desktop
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display, environment={"DBUS_SESSION_BUS_ADDRESS": address})
    screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)

    wait_until(lambda: brightness(screen) < 60)
    say(LIGHT)
    wait_until(lambda: brightness(screen) > 200)
    say(DARK)
    wait_until(lambda: brightness(screen) < 60)


def brightness(screen: Screen) -> int:
    """Of what most of the middle of the screen shows, 0 to 255."""
    colours = screen.shot().colours(left=500, top=200, right=900, bottom=500)
    ((most, _),) = colours.most_common(1)
    return max(most)
