"""A desktop's tray: shows what programs put there, and clicks as it is told.

Standard input, a line each: `look` prints what is shown as JSON, `activate` clicks the icon, `click 7` an entry of its
menu, `hosts 0` has nobody show anything and `hosts 1` somebody again.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from gi.repository import Gio, GLib

from tests.window.part import Part

NAME, PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
ITEM, MENU, PROPERTIES = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu", "org.freedesktop.DBus.Properties"
WHAT = f"""<interface name="{NAME}">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
</interface>"""

items: list[str] = []
hosts = [True]


def called(_bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
    if interface == PROPERTIES:
        answer.return_value(GLib.Variant("(v)", (GLib.Variant("b", hosts[0]),)))
    else:
        items.append(given.unpack()[0])
        answer.return_value(None)


def call(path: str, interface: str, method: str, given: Any) -> Any:
    none = Gio.DBusCallFlags.NONE
    return part.bus.call_sync(items[-1], path, interface, method, given, None, none, 5_000, None).unpack()


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


def obey(line: str) -> None:
    what, _, number = line.partition(" ")
    if what == "look":
        print(json.dumps(shown()), flush=True)
    elif what == "activate":
        call("/StatusNotifierItem", ITEM, "Activate", GLib.Variant("(ii)", (0, 0)))
    elif what == "hosts":
        hosts[0] = number == "1"
        change = "StatusNotifierHostRegistered" if hosts[0] else "StatusNotifierHostUnregistered"
        part.signal(NAME, change, None)
    else:
        call("/MenuBar", MENU, "Event", GLib.Variant("(isvu)", (int(number), "clicked", GLib.Variant("i", 0), 0)))


part = Part(NAME, PATH, WHAT, called)
part.play(obey)
