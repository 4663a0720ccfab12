"""A desktop that says whether it is dark, on a session bus of its own. Run by the system's Python.

Each line of standard input is what it says from then on: 1 dark, 2 light, 0 no preference. Prints "ready", and "said"
after each.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from gi.repository import Gio, GLib

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SETTINGS, SPACE, KEY = "org.freedesktop.portal.Settings", "org.freedesktop.appearance", "color-scheme"
WHAT = f"""<node><interface name="{SETTINGS}">
<method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>
<signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>"""

loop = GLib.MainLoop()
scheme = [int(sys.argv[1])]
buses: list[Any] = []


def called(bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
    value = GLib.Variant("v", GLib.Variant("u", scheme[0]))
    answer.return_value(GLib.Variant.new_tuple(GLib.Variant("v", value)))


def acquired(bus: Any, name: str) -> None:
    buses.append(bus)
    bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(WHAT).interfaces[0], called, None, None)


def say(value: int) -> bool:
    scheme[0] = value
    told = GLib.Variant("(ssv)", (SPACE, KEY, GLib.Variant("u", value)))
    buses[0].emit_signal(None, PATH, SETTINGS, "SettingChanged", told)
    print("said", flush=True)
    return False


def obey() -> None:
    for line in sys.stdin:
        GLib.idle_add(say, int(line))
    GLib.idle_add(loop.quit)


Gio.bus_own_name(
    Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, acquired, lambda *own: print("ready", flush=True), None
)
threading.Thread(target=obey, daemon=True).start()
loop.run()
