"""A desktop's tray on a session bus of its own: shows what programs put there, and clicks as it is told.

Runs under the system's Python, which has gi. Standard input, a line each: `look` prints what is shown as JSON,
`activate` clicks the icon, `click 7` an entry of its menu, `hosts 0` has nobody show anything and `hosts 1` somebody
again; its end ends.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from gi.repository import Gio, GLib

NAME, PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
ITEM, MENU, PROPERTIES = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu", "org.freedesktop.DBus.Properties"
WHAT = f"""<node><interface name="{NAME}">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
</interface></node>"""

bus: Any = None
items: list[str] = []
hosts = [True]


def called(_bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
    if interface == PROPERTIES:
        answer.return_value(GLib.Variant("(v)", (GLib.Variant("b", hosts[0]),)))
    else:
        items.append(given.unpack()[0])
        answer.return_value(None)


def call(path: str, interface: str, method: str, given: Any) -> Any:
    return bus.call_sync(items[-1], path, interface, method, given, None, Gio.DBusCallFlags.NONE, 5_000, None).unpack()


def shown() -> dict[str, Any]:
    if not items:
        return {}
    try:
        (looks,) = call("/StatusNotifierItem", PROPERTIES, "GetAll", GLib.Variant("(s)", (ITEM,)))
        _, (_, _, entries) = call(looks["Menu"], MENU, "GetLayout", GLib.Variant("(iias)", (0, -1, [])))
    except GLib.Error as error:
        print(error, items, file=sys.stderr, flush=True)
        return {}
    return {
        "status": looks["Status"],
        "title": looks["Title"],
        "tip": looks["ToolTip"][3],
        "name": looks["IconName"],
        "icon": [[width, height, len(pixels)] for width, height, pixels in looks["IconPixmap"]],
        "menu": {properties["label"]: number for number, properties, _ in entries if "label" in properties},
    }


def obey() -> None:
    for line in sys.stdin:
        what, _, number = line.strip().partition(" ")
        if what == "look":
            print(json.dumps(shown()), flush=True)
        elif what == "activate":
            call("/StatusNotifierItem", ITEM, "Activate", GLib.Variant("(ii)", (0, 0)))
        elif what == "hosts":
            hosts[0] = number == "1"
            change = "StatusNotifierHostRegistered" if hosts[0] else "StatusNotifierHostUnregistered"
            bus.emit_signal(None, PATH, NAME, change, None)
        else:
            clicked = GLib.Variant("(isvu)", (int(number), "clicked", GLib.Variant("i", 0), 0))
            call("/MenuBar", MENU, "Event", clicked)
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
