"""A person who looks elsewhere is told what waits for them, by the desktop, and led there by a click."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from desktop.toolkit import SYSTEM_PYTHON
from tests.window.app import ROOT, wait_until
from tests.window.conftest import Start
from tests.window.screen import HEIGHT, WIDTH, Screen


class Desktop:
    """A session bus, and a program on it that shows notices."""

    def __init__(self) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        self._bus = subprocess.Popen(command, stdout=pipe, stderr=quiet, text=True)
        self.address = _pipe(self._bus.stdout).readline().strip()
        self._shower = subprocess.Popen(
            [SYSTEM_PYTHON, "-s", str(ROOT / "tests" / "window" / "notified.py")],
            env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": self.address},
            stdin=pipe,
            stdout=pipe,
            text=True,
        )
        assert _pipe(self._shower.stdout).readline() == "ready\n"

    def next_notice(self) -> dict[str, Any]:  # Any: JSON
        """Waits for it; the test's own time-out is its end."""
        notice: dict[str, Any] = json.loads(_pipe(self._shower.stdout).readline())
        return notice

    def click(self) -> None:
        _pipe(self._shower.stdin).write("\n")
        _pipe(self._shower.stdin).flush()

    def stop(self) -> None:
        for process in (self._shower, self._bus):
            process.terminate()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


@pytest.fixture
def desktop(screen: Screen) -> Iterator[Desktop]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("not installed: dbus-daemon")
    desktop = Desktop()
    yield desktop
    desktop.stop()


def test_a_question_is_told_to_who_looks_elsewhere_and_a_click_leads_there(
    screen: Screen, desktop: Desktop, start: Start, tmp_path: Path
) -> None:
    wait_until(lambda: not screen.windows("Runnel"))
    environment = {"DBUS_SESSION_BUS_ADDRESS": desktop.address, "LC_ALL": "C.UTF-8"}
    app = start(display=screen.display, environment=environment)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    wait_until(lambda: (app.data_dir / "instance.json").exists())
    app.api.post("/api/conversations", {"id": "c1", "title": "Figs", "workspace": str(tmp_path)})
    with screen.covered() as colour:
        wait_until(lambda: not screen.has_keys(handle))

        app.api.post(
            "/api/conversations/c1/messages", {"id": "m1", "text": "run sleep 1", "model": "builtin:assistant"}
        )
        state = app.api.get("/api/conversations/c1")
        wait_until(lambda: bool(app.api.get("/api/conversations/c1")["interrupts"]))
        notice = desktop.next_notice()

        assert state["runs"]
        assert notice == {
            "app": "Runnel",
            "icon": "app.runnel.Runnel",
            "title": "Figs",
            "text": "Waits for your decision.",
            "entry": "app.runnel.Runnel",
        }
        desktop.click()
        wait_until(lambda: screen.shot().colours()[colour] < WIDTH * HEIGHT / 2)
        wait_until(lambda: screen.has_keys(handle))


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
