"""A desktop's notices on a session bus of its own: prints each as a line of JSON, and clicks the last one when told.

Runs under the system's Python, which has gi. Standard input: a line clicks; its end ends.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from gi.repository import Gio, GLib

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
WHAT = f"""<node><interface name="{NAME}">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


def main() -> None:
    loop = GLib.MainLoop()
    shown = [0]
    buses: list[Any] = []

    def called(bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
        app, _, icon, title, text, _, hints, _ = given.unpack()
        shown[0] += 1
        said = {"app": app, "icon": icon, "title": title, "text": text, "entry": hints.get("desktop-entry")}
        print(json.dumps(said), flush=True)
        answer.return_value(GLib.Variant("(u)", (shown[0],)))

    def acquired(bus: Any, name: str) -> None:
        buses.append(bus)
        bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(WHAT).interfaces[0], called, None, None)

    def obey() -> None:
        for _ in sys.stdin:
            clicked = GLib.Variant("(us)", (shown[0], "default"))
            GLib.idle_add(lambda: buses[0].emit_signal(None, PATH, NAME, "ActionInvoked", clicked) and False)  # noqa: B023
        GLib.idle_add(loop.quit)

    Gio.bus_own_name(
        Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, acquired, lambda *own: print("ready", flush=True), None
    )
    threading.Thread(target=obey, daemon=True).start()
    loop.run()


main()
