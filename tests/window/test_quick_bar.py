"""A key that the desktop gives calls the quick bar from anywhere; what is typed there is answered in a new chat."""

from __future__ import annotations

import json

from tests.window.app import wait_until
from tests.window.conftest import Play, Start
from tests.window.screen import Screen


def test_a_key_calls_the_bar_and_what_is_typed_is_answered_in_a_new_chat(
    screen: Screen, play: Play, start: Start
) -> None:
    desktop = play("keyed")
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display, environment={"DBUS_SESSION_BUS_ADDRESS": desktop.address, "LC_ALL": "C.UTF-8"})
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    assert app.api.get("/api/around")["key"] == "off"

    app.api.patch("/api/settings", {"quickBar": True})

    assert json.loads(desktop.hear()) == {
        "bound": "quick-bar",
        "description": "Open Runnel’s quick bar",
        "preferred_trigger": "CTRL+ALT+r",
    }
    wait_until(lambda: app.api.get("/api/around")["key"] == "given")
    assert app.api.get("/api/around")["keyName"] == "F9"

    with screen.covered():
        wait_until(lambda: not screen.has_keys(handle))
        desktop.say("press")
        screen.type(screen.wait_for_window("Ask Runnel", timeout_s=10), "what is 6 * 7")

        wait_until(lambda: screen.windows("Ask Runnel") == [])
        wait_until(lambda: screen.has_keys(handle))
    (chat,) = app.api.get("/api/conversations")["conversations"]
    wait_until(lambda: "42" in app.api.get(f"/api/conversations/{chat['id']}")["messages"][-1]["content"])

    app.api.patch("/api/settings", {"quickBar": False})
    assert json.loads(desktop.hear()) == {"closed": "runnel"}
    wait_until(lambda: app.api.get("/api/around")["key"] == "off")
