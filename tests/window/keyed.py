"""A desktop's portal GlobalShortcuts: gives every key that is asked for, and presses one.

Prints a line of JSON for each shortcut that is bound and each session that is closed. Standard input: a line presses
the last one.
"""

from __future__ import annotations

import json
from typing import Any

from gi.repository import GLib

from tests.window.part import Part

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS, PROPERTIES = "org.freedesktop.portal.GlobalShortcuts", "org.freedesktop.DBus.Properties"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
WHAT = f"""<interface name="{SHORTCUTS}">
<method name="CreateSession"><arg type="a{{sv}}" direction="in"/><arg type="o" direction="out"/></method>
<method name="BindShortcuts"><arg type="o" direction="in"/><arg type="a(sa{{sv}})" direction="in"/>
<arg type="s" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="o" direction="out"/></method>
<property name="version" type="u" access="read"/>
</interface>"""
OF_A_SESSION = f'<interface name="{SESSION}"><method name="Close"/></interface>'

bound: list[tuple[str, str]] = []


def say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def called(bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
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
        part.export(session, OF_A_SESSION, called)
        results = {"session_handle": GLib.Variant("s", session)}
    else:
        session, shortcuts, _, _ = values
        name, about = shortcuts[0]
        bound.append((session, name))
        say({"bound": name, **about})
        told = {"description": GLib.Variant("s", about["description"]), "trigger_description": GLib.Variant("s", "F9")}
        results = {"shortcuts": GLib.Variant("a(sa{sv})", [(name, told)])}
    bus.emit_signal(sender, request, REQUEST, "Response", GLib.Variant("(ua{sv})", (0, results)))


def press(_line: str) -> None:
    session, name = bound[-1]
    by = {"activation_token": GLib.Variant("s", "a-token_TIME1")}
    part.signal(SHORTCUTS, "Activated", GLib.Variant("(osta{sv})", (session, name, 0, by)))


part = Part(NAME, PATH, WHAT, called)
part.play(press)
