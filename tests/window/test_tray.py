"""An answer outlives its window: closed, it is put away, and the desktop's tray leads back to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api import conftest as api
from tests.window.app import App, wait_until
from tests.window.bus import SessionBus
from tests.window.conftest import Play, Start
from tests.window.screen import Screen

provider, provider_url = api.provider, api.provider_url  # the same fixtures

A_LONG_ANSWER = "[[tokens=2000 pace_ms=50]]"
QUESTION = "An answer is still being written"


def look(desktop: SessionBus) -> dict[str, Any]:  # Any: JSON
    desktop.say("look")
    shown: dict[str, Any] = json.loads(desktop.hear())
    return shown


def click(desktop: SessionBus, label: str) -> None:
    desktop.say(f"click {look(desktop)['menu'][label]}")


@pytest.fixture
def desktop(play: Play) -> SessionBus:
    return play("watched")


def answering(
    screen: Screen, desktop: SessionBus, start: Start, provider_url: str, folder: Path, *, when_closed: str
) -> tuple[App, str]:
    """A long answer is being written, and the tray shows it."""
    wait_until(lambda: not screen.windows("Runnel"))
    (folder / "data").mkdir(mode=0o700)
    settings = {
        "defaultModel": "fake:scripted",
        "modelTitles": False,
        "whenClosed": when_closed,
        "providers": {"fake": {"kind": "openai-compatible", "baseUrl": provider_url}},
    }
    (folder / "data" / "settings.json").write_text(json.dumps(settings))
    app = start(display=screen.display, environment={"DBUS_SESSION_BUS_ADDRESS": desktop.address, "LC_ALL": "C.UTF-8"})
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    app.api.post("/api/conversations", {"id": "c1", "title": "Figs"})
    app.api.post("/api/conversations/c1/messages", {"id": "m1", "text": A_LONG_ANSWER})
    wait_until(lambda: "Figs" in look(desktop).get("menu", {}))
    wait_until(lambda: app.api.get("/api/around")["tray"] == "shown")
    return app, handle


def test_a_closed_window_leaves_its_answer_running_and_the_tray_brings_it_back(
    screen: Screen, desktop: SessionBus, start: Start, provider_url: str, tmp_path: Path
) -> None:
    app, handle = answering(screen, desktop, start, provider_url, tmp_path, when_closed="keep")
    shown = look(desktop)
    assert list(shown.pop("menu")) == ["Figs", "Show Runnel", "Stop and quit"]
    name, icon = shown.pop("name"), shown.pop("icon")
    assert shown == {"status": "Active", "title": "Runnel", "tip": "Figs"}
    assert icon == [[48, 48, 48 * 48 * 4]] or name  # where nothing here reads SVG, a name alone

    screen.close(handle)
    wait_until(lambda: screen.windows("Runnel") == [])
    assert status(app) == "running"

    click(desktop, "Figs")
    wait_until(lambda: screen.windows("Runnel") == [handle])
    assert status(app) == "running"

    screen.close(handle)
    wait_until(lambda: screen.windows("Runnel") == [])
    desktop.say("activate")
    wait_until(lambda: screen.windows("Runnel") == [handle])

    click(desktop, "Stop and quit")
    assert app.ended()[0] == 0
    wait_until(lambda: app.family() == {}, timeout_s=5)


def test_a_closed_window_asks_first_and_comes_back_when_the_tray_goes(
    screen: Screen, desktop: SessionBus, start: Start, provider_url: str, tmp_path: Path
) -> None:
    app, handle = answering(screen, desktop, start, provider_url, tmp_path, when_closed="ask")

    screen.close(handle)
    screen.type(screen.wait_for_window(QUESTION, timeout_s=10), "", then="Escape")
    wait_until(lambda: screen.windows(QUESTION) == [])
    assert (screen.windows("Runnel"), status(app)) == ([handle], "running")

    screen.close(handle)
    screen.type(screen.wait_for_window(QUESTION, timeout_s=10), "")  # Return: keep running
    wait_until(lambda: screen.windows("Runnel") == [])
    assert status(app) == "running"

    desktop.say("hosts 0")
    wait_until(lambda: screen.windows("Runnel") == [handle])
    wait_until(lambda: app.api.get("/api/around")["tray"] == "none")

    screen.close(handle)
    question = screen.wait_for_window(QUESTION, timeout_s=10)
    screen.type(question, "", then="shift+Tab")
    screen.key("Return")  # stop
    assert app.ended()[0] == 0


def status(app: App) -> str:
    return str(app.api.get("/api/conversations/c1")["runs"][0]["status"])
