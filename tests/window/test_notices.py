"""A person who looks elsewhere is told what waits for them, by the desktop, and led there by a click."""

from __future__ import annotations

import json
from pathlib import Path

from tests.window.app import wait_until
from tests.window.conftest import Play, Start
from tests.window.screen import HEIGHT, WIDTH, Screen


def test_a_question_is_told_to_who_looks_elsewhere_and_a_click_leads_there(
    screen: Screen, play: Play, start: Start, tmp_path: Path
) -> None:
    desktop = play("notified")
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
        notice = json.loads(desktop.hear())

        assert state["runs"]
        assert notice == {
            "app": "Runnel",
            "icon": "app.runnel.Runnel",
            "title": "Figs",
            "text": "Waits for your decision.",
            "entry": "app.runnel.Runnel",
        }
        desktop.say("click")
        wait_until(lambda: screen.shot().colours()[colour] < WIDTH * HEIGHT / 2)
        wait_until(lambda: screen.has_keys(handle))
