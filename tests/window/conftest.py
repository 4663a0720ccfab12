"""A screen for the session, and apps that are gone when a test ends, whatever it did."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.toolkit import SYSTEM_PYTHON
from tests.window.app import ROOT, App
from tests.window.bus import SessionBus
from tests.window.screen import Screen

Start = Callable[..., App]
Play = Callable[..., SessionBus]


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Xvfb; left out where it or WebKitGTK is not installed."""
    if missing := Screen.missing():
        pytest.skip(f"not installed: {', '.join(missing)}")
    screen = Screen(tmp_path_factory.mktemp("screen"))
    environment = {**os.environ, "DISPLAY": screen.display}
    command = [SYSTEM_PYTHON, "-m", "desktop.probe", "gtk"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        screen.stop()
        pytest.skip("not installed: WebKitGTK for the system's Python (gir1.2-webkit2-4.1 python3-gi)")
    yield screen
    screen.stop()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts Runnel with the test's own data folder, or with one of several."""
    started: list[App] = []

    def run(*arguments: str, data: str = "data", **options: object) -> App:
        app = App(tmp_path / data, *arguments, **options)  # type: ignore[arg-type]  # App's own, checked there
        started.append(app)
        return app

    yield run
    for app in started:
        app.kill_whatever_is_left()


@pytest.fixture
def play(screen: Screen) -> Iterator[Play]:
    """Starts a session bus on which a program plays a part of a desktop."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("not installed: dbus-daemon")
    buses: list[SessionBus] = []

    def run(program: str, *arguments: str) -> SessionBus:
        buses.append(SessionBus(program, *arguments))
        return buses[-1]

    yield run
    for bus in buses:
        bus.stop()
