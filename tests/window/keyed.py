"""A desktop's portal GlobalShortcuts on a session bus of its own: gives every key that is asked for, and presses one.

Runs under the system's Python, which has gi. Prints a line of JSON for each shortcut that is bound and each session
that is closed. Standard input: a line presses the last one; its end ends.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from gi.repository import Gio, GLib

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS, PROPERTIES = "org.freedesktop.portal.GlobalShortcuts", "org.freedesktop.DBus.Properties"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
WHAT = f"""<node><interface name="{SHORTCUTS}">
<method name="CreateSession"><arg type="a{{sv}}" direction="in"/><arg type="o" direction="out"/></method>
<method name="BindShortcuts"><arg type="o" direction="in"/><arg type="a(sa{{sv}})" direction="in"/>
<arg type="s" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="o" direction="out"/></method>
<property name="version" type="u" access="read"/>
</interface></node>"""
OF_A_SESSION = f'<node><interface name="{SESSION}"><method name="Close"/></interface></node>'

bus: Any = None
bound: list[tuple[str, str]] = []


def say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def called(_bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
    values = given.unpack()
    if interface == PROPERTIES:
        answer.return_value(GLib.Variant("(v)", (GLib.Variant("u", 1),)))
        return
    if interface == SESSION:
        say({"closed": path.rsplit("/", 1)[-1].partition("_")[0]})
        answer.return_value(None)
        return
    whose = sender.removeprefix(":").replace(".", "_")
    request = f"{PATH}/request/{whose}/{values[-1]['handle_token']}"
    answer.return_value(GLib.Variant("(o)", (request,)))
    if method == "CreateSession":
        session = f"{PATH}/session/{whose}/{values[0]['session_handle_token']}"
        described = Gio.DBusNodeInfo.new_for_xml(OF_A_SESSION).interfaces[0]
        bus.register_object(session, described, called, None, None)
        results = {"session_handle": GLib.Variant("s", session)}
    else:
        session, shortcuts, _, _ = values
        name, about = shortcuts[0]
        bound.append((session, name))
        say({"bound": name, **about})
        told = {"description": GLib.Variant("s", about["description"]), "trigger_description": GLib.Variant("s", "F9")}
        results = {"shortcuts": GLib.Variant("a(sa{sv})", [(name, told)])}
    bus.emit_signal(sender, request, REQUEST, "Response", GLib.Variant("(ua{sv})", (0, results)))


def press() -> None:
    session, name = bound[-1]
    told = GLib.Variant("(osta{sv})", (session, name, 0, {"activation_token": GLib.Variant("s", "a-token_TIME1")}))
    bus.emit_signal(None, PATH, SHORTCUTS, "Activated", told)


def obey() -> None:
    for _ in sys.stdin:
        GLib.idle_add(press)
    GLib.idle_add(loop.quit)


def acquired(acquired_bus: Any, name: str) -> None:
    global bus
    bus = acquired_bus
    bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(WHAT).interfaces[0], called, None, None)


loop = GLib.MainLoop()
Gio.bus_own_name(
    Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, acquired, lambda *own: print("ready", flush=True), None
)
threading.Thread(target=obey, daemon=True).start()
loop.run()
